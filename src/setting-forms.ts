import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { FEATURE_NAMES, type FeatureName } from './features.js';
import { TASK_QUEUES, type TaskQueueName } from './queue/names.js';
import { TEMPLATES } from './simulation/templates.js';

/** The forms that settings come in: what a variable's text may be, what it means, and what is said when it doesn't fit. */

export type Role = 'admin' | 'client';

/** One entry of `API_KEYS`: the key itself is never held, only its SHA-256. */
export interface ApiKey {
  readonly client: string;
  readonly role: Role;
  readonly sha256: Buffer;
}

/** Owner of the starter content; no API key may take this name. */
export const STARTER_CLIENT = 'starter';
const SIZE_UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1024,
  kb: 1024,
  kib: 1024,
  m: 1048576,
  mb: 1048576,
  mib: 1048576,
};

export const integer = (minimum: number, maximum: number) =>
  z.coerce
    .number({ error: `must be a whole number from ${minimum} to ${maximum}` })
    .int({ abort: true })
    .min(minimum)
    .max(maximum);
export const seconds = (minimum: number, maximum: number) =>
  z.coerce
    .number({ error: `must be a number of seconds from ${minimum} to ${maximum}` })
    .min(minimum)
    .max(maximum);
export const flag = z
  .enum(['true', 'false', '1', '0'], { error: 'must be true or false' })
  .transform((value) => value === 'true' || value === '1');
export const url = (...protocols: string[]) =>
  z.string().superRefine((value, context) => {
    // What is looked at besides reads it as a URL.
    const refuse = (message: string) => context.addIssue({ code: 'custom', message, continue: false });
    const starts = protocols.map((protocol) => `${protocol}://`);
    if (!starts.some((start) => value.toLowerCase().startsWith(start))) {
      refuse(`must be a URL that starts with ${starts.join(' or ')}`);
    } else if (!URL.canParse(value) || !isDecodable(value)) {
      refuse(
        'is no URL: in a user or password every character but letters, digits and -._~ is written as %XX',
      );
    }
  });

/** What Redis is reached by. */
export const redisUrl = url('redis', 'rediss').refine(
  (value) => /^\/?\d*$/.test(new URL(value).pathname),
  'must name its database by a number, as redis://host:6379/5',
);

/** Whether user and password, if any, can be read by who decodes them. */
function isDecodable(value: string): boolean {
  const { username, password } = new URL(value);
  try {
    decodeURIComponent(username);
    decodeURIComponent(password);
    return true;
  } catch {
    return false;
  }
}

/** Modes that the driver takes for `verify-full`, warning that a later version of it won't. */
const VERIFYING_MODES: readonly string[] = ['prefer', 'require', 'verify-ca'];

/** What Postgres is reached by. */
export const postgresUrl = url('postgres', 'postgresql').transform((value, context) => {
  const address = new URL(value);
  const { searchParams } = address;
  const schema = searchParams.get('schema');
  if (schema !== null) {
    context.addIssue({
      code: 'custom',
      message: `must not have ?schema=, which the driver passes over: use ?options=-c%20search_path%3D${encodeURIComponent(schema)}`,
    });
    return z.NEVER;
  }
  if (!VERIFYING_MODES.includes(searchParams.get('sslmode') ?? '') || searchParams.has('uselibpqcompat')) {
    return value;
  }
  searchParams.set('sslmode', 'verify-full');
  return address.href;
});
export const byteSize = z.string().transform((text, context) => {
  const match = /^(\d+)\s*([a-z]*)$/i.exec(text.trim());
  const unit = SIZE_UNITS[(match?.[2] ?? '').toLowerCase()];
  if (match === null || unit === undefined) {
    context.addIssue({ code: 'custom', message: 'must be a number of bytes, or like 512KiB or 1MiB' });
    return z.NEVER;
  }
  return Number(match[1]) * unit;
});
const price = z.strictObject({
  prompt: z.number().min(0),
  cached: z.number().min(0),
  output: z.number().min(0),
});
const priceList = z.record(z.string(), price.extend({ long: price.optional() }));
const PRICE_FORM =
  '{"model": {"prompt": 0.3, "cached": 0.03, "output": 2.5}}, in US dollars per million tokens';
/** A JSON object, or the path of a file that holds one. */
export const prices = z.string().transform((text, context): z.infer<typeof priceList> => {
  const refuse = (message: string): never => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  let json = text;
  if (!text.startsWith('{')) {
    try {
      json = readFileSync(text, 'utf8');
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return refuse(
        `must be a JSON object like ${PRICE_FORM}, or the path of a file that holds one (${why})`,
      );
    }
  }
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return refuse(`is not JSON (${error instanceof Error ? error.message : String(error)})`);
  }
  const list = priceList.safeParse(value);
  if (list.success) return list.data;
  const [issue] = list.error.issues;
  return refuse(`must be like ${PRICE_FORM}: ${issue?.path.join('.')}: ${issue?.message}`);
});
export const apiKeys = z.string().transform((text, context): readonly ApiKey[] =>
  text.split(',').map((entry) => {
    const [client, role, sha256, ...rest] = entry.trim().split(':');
    const wellFormed =
      rest.length === 0 &&
      /^[a-z0-9][a-z0-9_-]{0,49}$/.test(client ?? '') &&
      client !== STARTER_CLIENT &&
      (role === 'admin' || role === 'client') &&
      /^[0-9a-f]{64}$/i.test(sha256 ?? '');
    if (
      !wellFormed ||
      client === undefined ||
      sha256 === undefined ||
      (role !== 'admin' && role !== 'client')
    ) {
      context.addIssue({
        code: 'custom',
        message:
          'each entry must be client:role:sha256 with a client of lower-case letters, digits, - and _ (not "starter"), ' +
          "the role admin or client, and the key's SHA-256 as 64 hex digits",
      });
      return z.NEVER;
    }
    return { client, role, sha256: Buffer.from(sha256, 'hex') };
  }),
);

export const percent = z.coerce.number({ error: 'must be a percentage from 1 to 100' }).min(1).max(100);
export const share = z.coerce.number({ error: 'must be a share from 0 to 1' }).min(0).max(1);
/** Purposes of calls to the model; `none` for no call. */
export const purposes = z.string().transform((text, context): readonly string[] => {
  const given = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'none');
  if (given.every((name) => Object.hasOwn(TEMPLATES, name))) return given;
  const message = `must be none, or of ${Object.keys(TEMPLATES).join(', ')}, comma-separated`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});
/** Web origins as browsers name them, so that they can be compared letter by letter. */
export const origins = z.string().transform((text, context): readonly string[] =>
  text.split(',').map((entry) => {
    const origin = entry.trim().replace(/\/$/, '').toLowerCase();
    const isOrigin = /^[a-z][a-z0-9+.-]*:\/\/[^/?#*@]+$/.test(origin) && URL.canParse(origin);
    if (!isOrigin) {
      const message = 'must be like https://app.example.com, comma-separated, each without a path or *';
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    }
    // Of a scheme that isn't the web's, as that of an app, no origin is made from its address.
    return /^https?:/.test(origin) ? new URL(origin).origin : origin;
  }),
);
export const queues = z.string().transform((text, context): readonly TaskQueueName[] => {
  const given = text.split(',').map((name) => name.trim());
  const known = TASK_QUEUES.filter((name) => given.includes(name));
  if (known.length > 0 && given.every((name) => TASK_QUEUES.some((queue) => queue === name))) return known;
  context.addIssue({ code: 'custom', message: `must be of ${TASK_QUEUES.join(', ')}, comma-separated` });
  return z.NEVER;
});
/** `game_sockets=25,ai_questions=0`: the percentage of clients that have a feature. */
export const rollouts = z
  .string()
  .transform((text, context): Readonly<Partial<Record<FeatureName, number>>> => {
    const given: Partial<Record<FeatureName, number>> = {};
    for (const entry of text.split(',')) {
      const [, name, percentage] = /^\s*([a-z_]+)\s*=\s*(\d{1,3}(?:\.\d+)?)\s*$/.exec(entry) ?? [];
      const known = FEATURE_NAMES.find((each) => each === name);
      if (known === undefined || Number(percentage) > 100) {
        const message = `must be like name=percentage, comma-separated, with names of ${FEATURE_NAMES.join(', ')}`;
        context.addIssue({ code: 'custom', message });
        return z.NEVER;
      }
      given[known] = Number(percentage);
    }
    return given;
  });
