/**
 * Plays a game in the terminal: `npm run play`. Starts everything that it needs and stops all of it again, or uses a
 * running server (`--url`). What is typed is an action, a number picks one of those that are suggested, and a line that
 * begins with / asks about the game. It works just as well with its input piped.
 */
import { DemoError } from './demo/error.js';
import { interruption } from './demo/interruption.js';
import { startServer } from './demo/server.js';
import { chooseSession } from './play/choose.js';
import { GameApi } from './play/game-api.js';
import { openLines } from './play/lines.js';
import { type PlayOptions, readOptions } from './play/options.js';
import { playGame } from './play/table.js';

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  const interrupted = interruption('A game that was begun is stored: `--session` goes on with it.');
  if (options.url !== undefined) {
    await play(new GameApi(options.url, options.apiKey), options, interrupted);
    return;
  }
  console.log('Starting the database, the API and two workers …');
  const server = await startServer(options.dataDir, interrupted, {}, 'play.log');
  try {
    const api = new GameApi(server.url);
    await play(api, options, AbortSignal.any([interrupted, server.died]));
  } finally {
    await server.stop();
  }
}

async function play(api: GameApi, options: PlayOptions, signal: AbortSignal): Promise<void> {
  const lines = openLines(signal);
  try {
    const sessionId = await chooseSession(api, lines, options, signal);
    if (sessionId !== undefined) await playGame(api, lines, sessionId, signal);
  } finally {
    lines.close();
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof DemoError)) {
    throw error;
  }
  console.error(`\n${error.message}\n${error.advice}`);
  process.exitCode = 1;
}
