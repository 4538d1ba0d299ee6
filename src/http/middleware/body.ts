import { type RequestHandler, raw } from 'express';
import { MalformedJsonError, UnsupportedMediaTypeError } from '../../errors.js';

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json$/i;

/**
 * Reads a JSON body of at most `limit` bytes (after decompression) into `request.body`. The bytes are decoded here and
 * not by the parser behind `express.json`, which replaces broken UTF-8 in silence and takes an empty body for `{}`.
 */
export function readJsonBody(limit: number): RequestHandler[] {
  return [
    (request, _response, next) => {
      assertJson(request.get('content-type'));
      next();
    },
    raw({ limit, type: () => true }),
    (request, _response, next) => {
      request.body = parseJson(request.body);
      next();
    },
  ];
}

function assertJson(contentType: string | undefined): void {
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
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new MalformedJsonError('The body is not valid UTF-8', { cause });
  }
  try {
    return JSON.parse(text);
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
