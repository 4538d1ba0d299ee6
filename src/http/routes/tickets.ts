import { z } from 'zod';
import { issueTicket } from '../../store/socket-tickets.js';
import type { ApiDependencies } from '../dependencies.js';
import { type Endpoint, endpoint } from '../endpoint.js';

const ticketSchema = z
  .object({
    ticket: z.string().meta({ description: 'For `?ticket=` of one WebSocket' }),
    expires_at: z.iso.datetime(),
  })
  .meta({ id: 'Ticket' });

export function ticketRoutes({ db }: ApiDependencies): readonly Endpoint[] {
  return [
    endpoint({
      name: 'createTicket',
      method: 'POST',
      path: '/api/tickets',
      access: 'client',
      tag: 'game',
      summary: 'A ticket that opens one WebSocket, where no header can be sent with it',
      description: 'Good for 30 seconds and one socket: `/ws/game/{id}?ticket=…`.',
      answers: { 201: { description: 'The ticket', content: { 'application/json': ticketSchema } } },
      async handle({ caller, response }) {
        const { ticket, expiresAt } = await issueTicket(db, caller);
        response.status(201).set('Cache-Control', 'no-store');
        response.json({ ticket, expires_at: expiresAt.toISOString() } satisfies z.output<
          typeof ticketSchema
        >);
      },
    }),
  ];
}
