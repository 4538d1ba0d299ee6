import { z } from 'zod';
import { addUsage, NO_USAGE_TOTALS } from '../../simulation/usage.js';
import { usageOnWire, writeUsage } from '../../store/usage.js';
import { usageByDay } from '../../store/usage-reads.js';
import type { ApiDependencies } from '../dependencies.js';
import { type Endpoint, endpoint } from '../endpoint.js';

const DAY_MS = 86_400_000;
const MAX_DAYS = 366;

const amountSchema = z.object({ tasks: z.int(), ...usageOnWire.shape });

const usageSchema = z
  .object({
    client: z.string(),
    days: z
      .array(z.object({ date: z.iso.date(), ...amountSchema.shape }))
      .meta({ description: 'Newest first; days without a task are left out' }),
    total: amountSchema.meta({ description: 'Of these days together' }),
  })
  .meta({ id: 'Usage' });

export function usageRoutes({ db }: ApiDependencies): readonly Endpoint[] {
  return [
    endpoint({
      name: 'getUsage',
      method: 'GET',
      path: '/api/usage',
      access: 'client',
      tag: 'usage',
      summary: 'What your tasks have used, by the day (UTC) on which they were posted',
      description: 'Simulations that were deleted still count.',
      query: z.object({
        days: z.coerce
          .number({ error: `must be a whole number of days from 1 to ${MAX_DAYS}` })
          .int()
          .min(1)
          .max(MAX_DAYS)
          .default(30)
          .meta({ description: 'How many days back, today included' }),
      }),
      answers: {
        200: { description: 'Tasks, calls, tokens and cost', content: { 'application/json': usageSchema } },
      },
      async handle({ query: { days }, caller, response }) {
        const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
        const used = await usageByDay(db, caller.clientId, new Date(today - (days - 1) * DAY_MS));
        response.json({
          client: caller.clientId,
          days: used.map(({ day, tasks, usage }) => ({ date: day, tasks, ...writeUsage(usage) })),
          total: {
            tasks: used.reduce((sum, { tasks }) => sum + tasks, 0),
            ...writeUsage(used.reduce((sum, { usage }) => addUsage(sum, usage), NO_USAGE_TOTALS)),
          },
        } satisfies z.output<typeof usageSchema>);
      },
    }),
  ];
}
