import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { type Request, type RequestHandler, raw } from 'express';
import { z } from 'zod';
import {
  InternalError,
  MalformedRequestError,
  PayloadTooLargeError,
  UnsupportedMediaTypeError,
  ValidationError,
} from '../../errors.js';

/**
 * A file that a client sends: as the body itself, or as the part `file` of a form. What it was called is of no interest to
 * anybody here: no name becomes a path. The whole body is read first, so nothing of it is kept when it is too large.
 */
export interface Upload {
  readonly bytes: Buffer;
  /** What the client says that it is, without parameters, in lower case. */
  readonly mediaType: string;
  /** Other fields of the form. */
  readonly fields: Readonly<Record<string, string>>;
}

/** A switch beside a file, in the query or in the form. */
export const flag = z
  .enum(['true', 'false', '1', '0'])
  .transform((value) => value === 'true' || value === '1');

const FORM = 'multipart/form-data';
const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json$/;
/** Boundaries and headers around a file in a form. */
const FORM_BYTES = 64 * 1024;
const FIELD = 'file';

const uploads = new WeakMap<Request, Upload>();

/**
 * Reads a file of at most `maxBytes` bytes.
 * @param mediaTypes in which it may come besides JSON and forms
 */
export function readUpload(maxBytes: number, mediaTypes: readonly string[]): RequestHandler[] {
  return [
    (request, _response, next) => {
      const type = mediaTypeOf(request);
      if (!JSON_TYPE.test(type) && type !== FORM && !mediaTypes.includes(type)) {
        throw new UnsupportedMediaTypeError(
          type === ''
            ? 'The body has no Content-Type'
            : `A file of the type ${JSON.stringify(type.slice(0, 80))} is not taken`,
          {
            suggestions: [
              `Send ${['application/json', ...mediaTypes].join(' or ')}, or ${FORM} with the file in the field \`${FIELD}\``,
            ],
          },
        );
      }
      next();
    },
    raw({ limit: maxBytes + FORM_BYTES, type: () => true }),
    async (request, _response, next) => {
      const type = mediaTypeOf(request);
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const upload =
        type === FORM
          ? await readForm(request, body, maxBytes)
          : { bytes: body, mediaType: type, fields: {} };
      if (upload.bytes.length > maxBytes) throw tooLarge(maxBytes);
      if (upload.bytes.length === 0) throw new MalformedRequestError('The file is empty');
      uploads.set(request, upload);
      next();
    },
  ];
}

/** The file of a request that came through `readUpload`. */
export function uploadOf(request: Request): Upload {
  const upload = uploads.get(request);
  if (upload === undefined) throw new InternalError('This address reads no file');
  return upload;
}

function mediaTypeOf(request: Request): string {
  const [type = ''] = (request.get('content-type') ?? '').split(';', 1);
  return type.trim().toLowerCase();
}

function readForm(request: Request, body: Buffer, maxBytes: number): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const fields: Record<string, string> = {};
    const files: { readonly parts: Buffer[]; readonly mediaType: string; isCut: boolean }[] = [];
    let form: BusboyInstance;
    try {
      form = new Busboy({
        headers: { 'content-type': request.get('content-type') ?? '' },
        limits: { files: 2, fields: 20, parts: 22, fieldSize: 1_000, fileSize: maxBytes, headerPairs: 50 },
        isPartAFile: (name, _type, fileName) => name === FIELD || fileName !== undefined,
      });
    } catch (cause) {
      reject(new MalformedRequestError('The form has no boundary', { cause }));
      return;
    }
    form.on('file', (name, stream, _fileName, _encoding, mediaType) => {
      if (name !== FIELD) {
        stream.resume();
        return;
      }
      const file = { parts: [] as Buffer[], mediaType: mediaType.toLowerCase(), isCut: false };
      files.push(file);
      stream.on('data', (part: Buffer) => file.parts.push(part));
      stream.on('limit', () => {
        file.isCut = true;
      });
    });
    form.on('field', (name, value) => {
      fields[name] = value;
    });
    form.on('error', (cause) => {
      reject(new MalformedRequestError('The form cannot be read', { cause }));
    });
    form.on('finish', () => {
      const [file] = files;
      if (file === undefined || files.length > 1) {
        const message = file === undefined ? 'is required' : 'must be one file';
        reject(new ValidationError(`${FIELD} ${message}`, { issues: [{ path: FIELD, message }] }));
      } else if (file.isCut) {
        reject(tooLarge(maxBytes));
      } else {
        resolve({ bytes: Buffer.concat(file.parts), mediaType: file.mediaType, fields });
      }
    });
    form.end(body);
  });
}

function tooLarge(maxBytes: number): PayloadTooLargeError {
  return new PayloadTooLargeError(`The file is larger than ${maxBytes} bytes`);
}
