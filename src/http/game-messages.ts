import { z } from 'zod';
import type { EngineError } from '../errors.js';
import { actionRequestSchema } from '../tasks/action-request.js';
import { idempotencyKeyForm } from './routes/submissions.js';
import type { WireEvent } from './session-feed.js';

/** What is said over the WebSocket of a game. */

/** Fields that a client adds for itself are let pass. */
const anything = z.unknown().optional();

export const inboundSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ping'), data: anything }),
  z.object({ type: z.literal('typing'), data: anything }),
  z.object({ type: z.literal('request_update'), data: anything }),
  z.object({
    type: z.literal('action'),
    data: z.object({ ...actionRequestSchema.shape, client_id: idempotencyKeyForm.optional() }),
  }),
]);
export type Inbound = z.output<typeof inboundSchema>;
export type InboundAction = Extract<Inbound, { type: 'action' }>['data'];

/** A stored event as it is sent. */
export function eventMessage(sessionId: string, { seq, type, data, createdAt }: WireEvent): string {
  return message(sessionId, type, data, { seq, at: createdAt });
}

/** An answer to this one client; it is no event and has no number. */
export function answerMessage(sessionId: string, type: 'pong' | 'ack' | 'error', data: object): string {
  return message(sessionId, type, data, { seq: null, at: new Date() });
}

/** An error's data, with what it was an answer to. */
export function errorData(error: EngineError, clientId: string | undefined): object {
  const { code, message: text, issues, suggestions, retryAfterSeconds } = error;
  return {
    success: false,
    error: code,
    message: text,
    ...(issues.length > 0 && { issues }),
    ...(suggestions.length > 0 && { suggestions }),
    ...(retryAfterSeconds !== undefined && { retry_after: Math.max(1, Math.ceil(retryAfterSeconds)) }),
    ...(clientId !== undefined && { client_id: clientId }),
  };
}

function message(
  sessionId: string,
  type: string,
  data: unknown,
  { seq, at }: { readonly seq: number | null; readonly at: Date },
): string {
  return JSON.stringify({ type, data, timestamp: at.toISOString(), session_id: sessionId, seq });
}
