import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type Latency, type Misfortune, RATE_NAMES, type Rates } from './behaviour.js';

export const USAGE = `Usage: node dist/loadtest/model-server.js [--port 9000] [--seed 1] [--key KEY]
  [--latency MILLISECONDS|FILE]        FILE as data/llm-latency.json: drawn by its median and 95th percentile
  [--rate NAME=SHARE ...]              NAME: ${RATE_NAMES.join(', ')}
  [--error-status 503]                 what error answers
  [--retry-delay 0.250s] [--quota ID]  what rate-limit says
Prints its origin, which is what GEMINI_BASE_URL takes. GET /stats tells what it has counted.`;

/** A flag that doesn't fit, in words for whoever gave it. */
export class UsageError extends Error {}

export interface CommandLine {
  readonly port: number;
  readonly seed: number;
  readonly latency: Latency;
  readonly rates: Rates;
  readonly misfortune: Misfortune;
  readonly apiKey?: string;
}

/** @throws UsageError */
export async function parseCommandLine(parameters: readonly string[]): Promise<CommandLine> {
  const values = flagsOf(parameters);
  return {
    port: wholeNumber('--port', values.port, 65_535),
    seed: wholeNumber('--seed', values.seed, Number.MAX_SAFE_INTEGER),
    latency: await parseLatency(values.latency),
    rates: parseRates(values.rate),
    misfortune: {
      errorStatus: wholeNumber('--error-status', values['error-status'], 599),
      retryDelay: parseDelay(values['retry-delay']),
      ...(values.quota !== undefined && { quotaId: values.quota }),
    },
    ...(values.key !== undefined && { apiKey: values.key }),
  };
}

function flagsOf(parameters: readonly string[]) {
  try {
    return parseArgs({
      args: [...parameters],
      options: {
        port: { type: 'string', default: '0' },
        seed: { type: 'string', default: '1' },
        latency: { type: 'string', default: '0' },
        rate: { type: 'string', multiple: true, default: [] },
        'error-status': { type: 'string', default: '503' },
        'retry-delay': { type: 'string', default: '0.250s' },
        quota: { type: 'string' },
        key: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function wholeNumber(flag: string, text: string, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > most) {
    throw new UsageError(`${flag} ${text}: give a whole number, ${most} at most`);
  }
  return value;
}

function parseDelay(text: string): string {
  if (!/^\d+(\.\d+)?s$/.test(text)) throw new UsageError(`--retry-delay ${text}: give seconds, as 0.250s`);
  return text;
}

const latencyFileSchema = z.object({ p50: z.number(), p95: z.number(), max: z.number() });

/** `200` is milliseconds; anything else is a file in the form of `data/llm-latency.json`, in seconds. */
export async function parseLatency(text: string): Promise<Latency> {
  if (/^\d+$/.test(text)) return Number(text);
  try {
    const { p50, p95, max } = latencyFileSchema.parse(JSON.parse(await readFile(text, 'utf8')));
    return { medianMs: p50 * 1000, p95Ms: p95 * 1000, maxMs: max * 1000 };
  } catch {
    throw new UsageError(`--latency ${text}: give milliseconds, or a file with p50, p95 and max in seconds`);
  }
}

/** `malformed=0.05`. */
function parseRates(texts: readonly string[]): Rates {
  const rates = Object.fromEntries(
    texts.map((text) => {
      const [name, share = ''] = text.split('=');
      const known = RATE_NAMES.find((rate) => rate === name);
      const value = Number(share);
      if (known === undefined || share === '' || !(value >= 0 && value <= 1)) {
        throw new UsageError(`--rate ${text}: give one of ${RATE_NAMES.join(', ')} and a share from 0 to 1`);
      }
      return [known, value];
    }),
  );
  const sum = Object.values(rates).reduce((total, share) => total + share, 0);
  if (sum > 1) throw new UsageError(`--rate: the shares add up to ${sum}, more than all calls`);
  return rates;
}
