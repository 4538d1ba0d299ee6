import { parseArgs } from 'node:util';
import { DemoError } from '../demo/error.js';

export interface PlayOptions {
  /** A running server to use instead of starting one. */
  readonly url?: string;
  readonly apiKey?: string;
  /** A game to go on with. */
  readonly session?: string;
  readonly template?: string;
  readonly lorebook?: string;
  /** Title of a series whose world is to be generated. */
  readonly series?: string;
  /** Whether to begin at once in a world that is made up. */
  readonly isNew: boolean;
  readonly name?: string;
  readonly seed?: number;
  readonly dataDir: string;
}

const USAGE = `Usage: npm run play [-- OPTIONS]
  --new                  begin at once, in a world that is made up
  --series "…"           have the world of a series of that title generated first
  --template ID          begin with a scenario template; --lorebook ID plays in a lorebook
  --session ID           go on with a game
  --name Mira            whom to play
  --seed 7               the same seed makes up the same world
  --url http://…         use a running server instead of starting one
  --api-key KEY          its key; or in NOVEL_ENGINE_API_KEY`;

/** @throws DemoError for an option that doesn't fit, with the usage as advice */
export function readOptions(parameters: readonly string[]): PlayOptions {
  const given = parse(parameters);
  if (given.help === true) {
    console.log(USAGE);
    process.exit(0);
  }
  if (given.url !== undefined && !URL.canParse(given.url)) {
    throw new DemoError('--url takes an address like http://127.0.0.1:8000.', USAGE);
  }
  const seed = given.seed === undefined ? undefined : Number(given.seed);
  if (seed !== undefined && !Number.isSafeInteger(seed)) {
    throw new DemoError('--seed takes a whole number.', USAGE);
  }
  const apiKey = given['api-key'] ?? process.env.NOVEL_ENGINE_API_KEY;
  return {
    ...(given.url !== undefined && { url: given.url }),
    ...(apiKey !== undefined && apiKey !== '' && { apiKey }),
    ...(given.session !== undefined && { session: given.session }),
    ...(given.template !== undefined && { template: given.template }),
    ...(given.lorebook !== undefined && { lorebook: given.lorebook }),
    ...(given.series !== undefined && { series: given.series }),
    isNew: given.new === true,
    ...(given.name !== undefined && { name: given.name }),
    ...(seed !== undefined && { seed }),
    dataDir: process.env.DATA_DIR || '.data',
  };
}

function parse(parameters: readonly string[]) {
  try {
    return parseArgs({
      args: [...parameters],
      options: {
        new: { type: 'boolean' },
        series: { type: 'string' },
        template: { type: 'string' },
        lorebook: { type: 'string' },
        session: { type: 'string' },
        name: { type: 'string' },
        seed: { type: 'string' },
        url: { type: 'string' },
        'api-key': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new DemoError(error instanceof Error ? error.message : String(error), USAGE);
  }
}
