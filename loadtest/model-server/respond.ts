import type { ServerResponse } from 'node:http';
import { fittingAnswer } from './answer.js';
import type { Behaviour } from './behaviour.js';
import { errorBody, type GenerateBody, promptText, tokensOf, type WireUsage } from './wire.js';

export interface ReceivedCall {
  /** From 1, in order of arrival. */
  readonly ordinal: number;
  readonly model: string;
  readonly body: GenerateBody;
}

/** Connections that the server itself cut off, so that they don't count as the client's doing. */
const dropped = new WeakSet<ServerResponse>();

export function droppedByServer(response: ServerResponse): boolean {
  return dropped.has(response);
}

/** Gets ready what a call is answered, or how that fails, as the behaviour says; what it returns sends it. */
export function respond(
  behaviour: Behaviour,
  call: ReceivedCall,
  random: () => number,
  response: ServerResponse,
  stream: boolean,
): () => void {
  if (isReplying(behaviour)) {
    const body = reply(behaviour, call, random);
    return () => (stream ? streamed(response, body) : json(response, 200, body));
  }
  return () => misbehave(behaviour, response);
}

function misbehave(behaviour: Exclude<Behaviour, Replying>, response: ServerResponse): void {
  switch (behaviour.kind) {
    case 'hang':
      break;
    case 'drop':
      dropped.add(response);
      if (behaviour.midway === true) {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
        response.write('{"candidates": [{"content"', () => response.destroy());
      } else {
        response.destroy();
      }
      break;
    case 'verbatim':
      response
        .writeHead(behaviour.status, { 'content-type': 'application/json', ...behaviour.headers })
        .end(behaviour.body);
      break;
    case 'page':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Sign in</body></html>');
      break;
    case 'error':
      json(
        response,
        behaviour.status,
        errorBody(
          behaviour.status,
          behaviour.message ?? 'An internal error has occurred.',
          behaviour.details,
        ),
      );
      break;
    case 'rate-limit':
      json(response, 429, rateLimitBody(behaviour.retryDelay, behaviour.quotaId));
  }
}

const REPLIES = ['answer', 'malformed', 'truncated', 'empty', 'blocked'] as const;
type Replying = Extract<Behaviour, { kind: (typeof REPLIES)[number] }>;

function isReplying(behaviour: Behaviour): behaviour is Replying {
  return REPLIES.some((kind) => kind === behaviour.kind);
}

/** Body of a reply with status 200. */
function reply(behaviour: Replying, call: ReceivedCall, random: () => number) {
  switch (behaviour.kind) {
    case 'answer':
      return generated(call, behaviour.text ?? fittingAnswer(call.body, random), 'STOP', behaviour.usage);
    case 'malformed':
      return generated(call, '{"thought": "I had better', 'STOP');
    case 'truncated': {
      const whole = fittingAnswer(call.body, random);
      return generated(call, whole.slice(0, whole.length / 2), 'MAX_TOKENS');
    }
    case 'empty':
      return generated(call, '', 'STOP');
    case 'blocked':
      if (behaviour.by === 'answer') return generated(call, '', behaviour.reason);
      return {
        promptFeedback: { blockReason: behaviour.reason },
        usageMetadata: usageOf(call.body, ''),
      };
  }
}

function generated(call: ReceivedCall, text: string, finishReason: string, usage?: WireUsage) {
  return {
    candidates: [
      {
        content: { role: 'model', ...(text !== '' && { parts: [{ text }] }) },
        finishReason,
        index: 0,
      },
    ],
    usageMetadata: usage ?? usageOf(call.body, text),
    modelVersion: call.model,
  };
}

function usageOf(body: GenerateBody, text: string): WireUsage {
  const promptTokenCount = tokensOf(promptText(body));
  const candidatesTokenCount = tokensOf(text);
  return {
    promptTokenCount,
    candidatesTokenCount,
    totalTokenCount: promptTokenCount + candidatesTokenCount,
  };
}

type ReplyBody = ReturnType<typeof reply>;

const STREAMED_CHARACTERS = 80;

/** Sends a reply as the events of a stream: its text in pieces, how it ended and what it took with the last. */
function streamed(response: ServerResponse, body: ReplyBody): void {
  const text = 'candidates' in body ? (body.candidates[0]?.content.parts?.[0]?.text ?? '') : '';
  const pieces = text.match(new RegExp(`.{1,${STREAMED_CHARACTERS}}`, 'gs')) ?? [''];
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (event: object) => response.write(`data: ${JSON.stringify(event)}\r\n\r\n`);
  for (const piece of pieces.slice(0, -1)) {
    send({ candidates: [{ content: { role: 'model', parts: [{ text: piece }] }, index: 0 }] });
  }
  send(
    'candidates' in body
      ? {
          ...body,
          candidates: body.candidates.map((candidate) => ({
            ...candidate,
            content: {
              role: 'model',
              ...(text !== '' && { parts: [{ text: pieces.at(-1) ?? '' }] }),
            },
          })),
        }
      : body,
  );
  response.end();
}

function rateLimitBody(retryDelay: string | undefined, quotaId: string | undefined) {
  return errorBody(429, 'You exceeded your current quota, please check your plan and billing details.', [
    ...(quotaId === undefined
      ? []
      : [{ '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [{ quotaId }] }]),
    ...(retryDelay === undefined
      ? []
      : [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay }]),
  ]);
}

/** Sends a JSON body. */
export function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8' }).end(JSON.stringify(body));
}
