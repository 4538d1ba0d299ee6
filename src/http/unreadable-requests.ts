import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { EngineError, MalformedRequestError } from '../errors.js';
import { errorBody } from './middleware/errors.js';

class HeadersTooLargeError extends EngineError {
  readonly code = 'HEADERS_TOO_LARGE';
  readonly status = 431;
  readonly title = 'Headers too large';
}

class ExpectationFailedError extends EngineError {
  readonly code = 'EXPECTATION_FAILED';
  readonly status = 417;
  readonly title = 'Expectation failed';
}

class RequestTimeoutError extends EngineError {
  readonly code = 'REQUEST_TIMEOUT';
  readonly status = 408;
  readonly title = 'Request timeout';
}

/**
 * Answers what never becomes a request, because it is no HTTP, too large, too slow or expects what nobody does, in the form of
 * every error.
 */
export function answerUnreadableRequests(server: Server): void {
  server.on('checkExpectation', ({ socket }: IncomingMessage) => {
    answerOnSocket(socket, new ExpectationFailedError('Nothing but 100-continue can be expected'));
  });
  server.on('clientError', (cause: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || cause.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    answerOnSocket(socket, errorFor(cause));
  });
}

/** Answers an error below what writes HTTP answers otherwise, and closes the connection. */
export function answerOnSocket(socket: Duplex, error: EngineError): void {
  const requestId = randomUUID();
  const body = JSON.stringify(errorBody(error, requestId));
  const head = [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? ''}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    ...(error.status === 401 ? ['WWW-Authenticate: Bearer realm="novel-engine"'] : []),
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function errorFor(cause: NodeJS.ErrnoException): EngineError {
  switch (cause.code) {
    case 'HPE_HEADER_OVERFLOW':
      return new HeadersTooLargeError('The headers are larger than 16 KiB', { cause });
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new RequestTimeoutError('The request did not arrive in time', { cause });
    default:
      return new MalformedRequestError('This is no HTTP request', { cause });
  }
}
