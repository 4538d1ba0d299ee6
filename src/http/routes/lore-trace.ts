import { z } from 'zod';
import { NotFoundError } from '../../errors.js';
import { listLoreTraces } from '../../store/lore-traces.js';
import type { ApiDependencies } from '../dependencies.js';
import { type Endpoint, endpoint } from '../endpoint.js';
import { LORE_REJECTIONS, loreTraceSchema, loreTurnAnswer } from '../lore-trace-answer.js';
import { paged, pageQuery, readCursor } from '../paging.js';
import { taskParams } from '../task-answer.js';
import { EVERY_TURN, turnRange } from '../turn-range.js';

const loreQuery = z.object({
  ...pageQuery.shape,
  turns: turnRange,
  uid: z.string().max(200).optional().meta({ description: 'Only this entry' }),
  character: z
    .string()
    .max(80)
    .optional()
    .meta({ description: 'Only what this character, by its id, had before it' }),
  outcome: z
    .enum(['inserted', 'rejected'])
    .optional()
    .meta({ description: 'Only what came, or only what did not' }),
  rejected: z.enum(LORE_REJECTIONS).optional().meta({ description: 'Only what was kept away by this' }),
});

export function loreTraceRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'getLoreTrace',
    method: 'GET',
    path: '/api/simulations/{id}/lore-trace',
    aliases: ['/simulations/{id}/lore-trace'],
    access: 'client',
    tag: 'simulations',
    summary: 'What lore came to mind in each turn and why, and what did not',
    missing: 'SIMULATION',
    params: taskParams,
    query: loreQuery,
    answers: {
      200: {
        description: 'A page of turns that had lore; none where nobody brought any',
        content: { 'application/json': loreTraceSchema },
        headers: { Link: '`rel="next"`, when there is more' },
      },
    },
    async handle({ params: { id }, query, caller, response }) {
      const { limit, cursor, turns, ...filter } = query;
      const { from, to } = turns ?? EVERY_TURN;
      const after = readCursor(cursor, z.int().min(0).max(EVERY_TURN.to), 0);
      const rows = await listLoreTraces(db, caller, id, { after, from, to, limit: limit + 1 });
      if (rows === undefined) throw new NotFoundError('SIMULATION', 'There is no such simulation');
      const path = `/api/simulations/${id}/lore-trace`;
      const { page, nextCursor, link } = paged(rows, limit, path, ({ turn }) => turn, {
        ...filter,
        turns: turns === undefined ? undefined : `${from}-${to}`,
      });
      if (link !== undefined) response.set('Link', link);
      response.json({
        simulation_id: id,
        turns: page.map((reading) => loreTurnAnswer(reading, filter)),
        next_cursor: nextCursor,
      } satisfies z.output<typeof loreTraceSchema>);
    },
  });
}
