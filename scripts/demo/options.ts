import { parseArgs } from 'node:util';
import { DemoError } from './error.js';

export interface DemoOptions {
  readonly cast: readonly string[];
  readonly turns: number;
  readonly seed?: number;
  readonly setting?: string;
  /** A running server to use instead of starting one. */
  readonly url?: string;
  readonly dataDir: string;
}

const USAGE = `Usage: npm run demo [-- OPTIONS]
  --cast Alice,Bob,pilot   two to six characters, by id or name (default: Alice,Bob,pilot)
  --turns 4                1 to 100
  --seed 7                 the same seed tells the same story (default: 509, in which somebody is wrong about a friend)
  --setting "…"            where it plays
  --url http://…           use a running server instead of starting one (key in NOVEL_ENGINE_API_KEY)`;

/** @throws DemoError for an option that doesn't fit, with the usage as advice */
export function readOptions(parameters: readonly string[]): DemoOptions {
  const { cast, turns, seed, setting, url, help } = parse(parameters);
  if (help === true) {
    console.log(USAGE);
    process.exit(0);
  }
  const names = cast.split(',').map((name) => name.trim());
  if (names.length < 2 || names.length > 6 || names.includes('')) {
    throw new DemoError('--cast takes two to six names, separated by commas.', USAGE);
  }
  if (url !== undefined && !URL.canParse(url)) {
    throw new DemoError('--url takes an address like http://127.0.0.1:8000.', USAGE);
  }
  return {
    cast: names,
    turns: wholeNumber('--turns', turns, 1, 100),
    ...(seed === undefined
      ? {}
      : { seed: wholeNumber('--seed', seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER) }),
    ...(setting === undefined ? {} : { setting }),
    ...(url === undefined ? {} : { url }),
    dataDir: process.env.DATA_DIR || '.data',
  };
}

function parse(parameters: readonly string[]) {
  try {
    return parseArgs({
      args: [...parameters],
      options: {
        cast: { type: 'string', default: 'Alice,Bob,pilot' },
        turns: { type: 'string', default: '4' },
        seed: { type: 'string', default: '509' },
        setting: { type: 'string' },
        url: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new DemoError(error instanceof Error ? error.message : String(error), USAGE);
  }
}

function wholeNumber(option: string, text: string, minimum: number, maximum: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < minimum || value > maximum) {
    throw new DemoError(`${option} takes a whole number from ${minimum} to ${maximum}.`, USAGE);
  }
  return value;
}
