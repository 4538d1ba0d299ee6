import { isUtf8 } from 'node:buffer';
import { type Request, type RequestHandler, raw } from 'express';
import { MalformedJsonError, UnsupportedMediaTypeError } from '../../errors.js';

const BYTE_ORDER_MARK = '\uFEFF';
const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json$/i;

/**
 * Reads a JSON body of at most `limit` bytes (after decompression) into `request.body`. The bytes are decoded here and
 * not by the parser behind `express.json`, which replaces broken UTF-8 in silence and takes an empty body for `{}`.
 */
export function readJsonBody(limit: number): RequestHandler[] {
  const readAny = raw({ limit, type: () => true });
  return [
    (request, response, next) => {
      assertJson(request.headers['content-type']);
      if (!isPlain(request, limit)) {
        readAny(request, response, next);
        return;
      }
      // Of a request that is broken off no more comes, and nobody waits for its answer.
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        request.body = parts.length === 1 ? parts[0] : Buffer.concat(parts);
        next();
      });
    },
    (request, _response, next) => {
      request.body = parseJson(request.body);
      next();
    },
  ];
}

/** Whether the body comes as it is, in a length that is known and taken: then there is nothing to look after. */
function isPlain({ headers }: Request, limit: number): boolean {
  const { 'content-encoding': encoding, 'content-length': length, 'transfer-encoding': transfer } = headers;
  return encoding === undefined && transfer === undefined && length !== undefined && Number(length) <= limit;
}

function assertJson(contentType: string | undefined): void {
  // As almost everybody writes it.
  if (contentType === 'application/json') return;
  const [type = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim());
  if (!JSON_TYPE.test(type)) {
    throw new UnsupportedMediaTypeError(
      type === ''
        ? 'The body has no Content-Type'
        : `A body of the type ${JSON.stringify(type.slice(0, 80))} is not taken`,
    );
  }
  const charset = parameters
    .map((parameter) => /^charset\s*=\s*"?([^"]*)"?$/i.exec(parameter)?.[1])
    .find((value) => value !== undefined);
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) {
    throw new UnsupportedMediaTypeError(
      `The charset ${JSON.stringify(charset.slice(0, 40))} is not taken: JSON is UTF-8`,
    );
  }
}

function parseJson(bytes: unknown): unknown {
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) {
    throw new MalformedJsonError('The request has no body');
  }
  if (!isUtf8(bytes)) {
    throw new MalformedJsonError('The body is not valid UTF-8');
  }
  const text = bytes.toString('utf8');
  try {
    return JSON.parse(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);
  } catch (cause) {
    const position = /position (\d+)/.exec(cause instanceof Error ? cause.message : '')?.[1];
    throw new MalformedJsonError(
      position === undefined
        ? 'The body is not valid JSON'
        : `The body is not valid JSON at position ${position}`,
      { cause },
    );
  }
}
