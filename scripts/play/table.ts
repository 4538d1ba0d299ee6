import type { StoryEntry } from '../../src/game/session.js';
import { RefusedError, type ServerEvent } from '../demo/connection.js';
import type { EndedTask, GameApi } from './game-api.js';
import type { Lines } from './lines.js';
import { inventoryText, placeText, questsText, sheetText, wrapped } from './sheet.js';

/** The table at which a game is played: it tells what happens and takes the player's words. */

const HELP = `Type what you do, or the number of a suggestion.
/sheet, /inventory, /quests, /look ask about the game; /quit leaves it, and it can be gone on with.`;

/** Plays a session until the player leaves or the input ends. */
export async function playGame(
  api: GameApi,
  lines: Lines,
  sessionId: string,
  signal: AbortSignal,
): Promise<void> {
  const { session } = await api.read(sessionId, signal);
  console.log(`\nSession ${sessionId}\n`);
  console.log(sheetText(session));
  for (const entry of session.story) console.log(`\n${entryText(entry)}`);
  console.log(`\n${HELP}`);
  const left = new AbortController();
  const stream = new EventStream(
    api.events(sessionId, session.event_seq, AbortSignal.any([signal, left.signal])),
  );
  try {
    await takeActions(api, lines, sessionId, stream, session.world_state.available_actions, signal);
  } finally {
    left.abort();
  }
  console.log(`\nTo go on: npm run play -- --session ${sessionId}`);
}

async function takeActions(
  api: GameApi,
  lines: Lines,
  sessionId: string,
  stream: EventStream,
  first: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  let suggestions = first;
  showSuggestions(suggestions);
  for (;;) {
    const line = await lines.ask('> ');
    if (line === undefined || line === '/quit') return;
    if (line === '') continue;
    if (line.startsWith('/')) {
      await answerCommand(api, sessionId, line, signal);
      continue;
    }
    const isNumber = /^\d+$/.test(line);
    const action = isNumber ? suggestions[Number(line) - 1] : line;
    if (action === undefined) {
      console.log('\nNo suggestion has that number.');
      continue;
    }
    const taskId = await accepted(() => api.act(sessionId, action, signal));
    if (taskId === undefined) continue;
    await tellUntilEnd(stream, taskId);
    suggestions = suggestionsOf(await api.ended(taskId, signal));
    showSuggestions(suggestions);
  }
}

/** Words that the server can't take are told, and the player finds others; undefined then. */
async function accepted(act: () => Promise<string>): Promise<string | undefined> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof RefusedError) || !ABOUT_WORDS.has(error.status)) throw error;
    console.log(`\n${wrapped(error.message)}`);
    return undefined;
  }
}

/** Refusals that other words, or the same ones later, may not meet. */
const ABOUT_WORDS: ReadonlySet<number> = new Set([400, 409, 413, 422, 429]);

function showSuggestions(suggestions: readonly string[]): void {
  if (suggestions.length === 0) return;
  console.log('');
  suggestions.forEach((suggestion, index) => {
    console.log(wrapped(`${index + 1}  ${suggestion}`, '  '));
  });
}

async function answerCommand(
  api: GameApi,
  sessionId: string,
  line: string,
  signal: AbortSignal,
): Promise<void> {
  const texts = {
    '/sheet': sheetText,
    '/inventory': inventoryText,
    '/quests': questsText,
    '/look': placeText,
  } as const;
  const text = texts[line as keyof typeof texts];
  console.log(`\n${text === undefined ? HELP : text((await api.read(sessionId, signal)).session)}`);
}

/** Tells what happens until an action has ended. */
async function tellUntilEnd(stream: EventStream, taskId: string): Promise<void> {
  for (;;) {
    const event = await stream.next();
    const text = eventText(event);
    if (text !== undefined) console.log(`\n${text}`);
    const isEnd = event.type === 'action_response' || event.type === 'action_failed';
    if (isEnd && field(event.data, 'task_id') === taskId) return;
    // A stream that had to begin anew may have lost the end: the state that it begins with holds it.
    if (event.type === 'session_update' && Number(event.id) > 0 && field(event.data, 'session') !== undefined)
      return;
  }
}

/** What a player is told of an event; undefined for what shows by itself. */
function eventText({ type, data }: ServerEvent): string | undefined {
  switch (type) {
    case 'narrative_response':
      return wrapped(String(field(field(data, 'story_entry'), 'text') ?? field(data, 'gm_response') ?? ''));
    case 'level_up':
      return `You are of level ${String(field(data, 'level') ?? field(data, 'to'))} now.`;
    case 'quest_update':
      // Whoever reaches the last objective is told of the quest's end beside it.
      if (field(data, 'change') === 'progress') {
        return wrapped(`Reached: ${String(field(data, 'objective') ?? field(data, 'title') ?? '')}`);
      }
      return wrapped(
        `Quest: ${String(field(data, 'title') ?? '')}${
          field(data, 'status') === undefined ? '' : ` (${String(field(data, 'status'))})`
        }`,
      );
    case 'action_response':
      return field(data, 'success') === false ? wrapped(String(field(data, 'reason') ?? '')) : undefined;
    case 'action_failed':
      return wrapped(
        `That could not be played: ${String(field(field(data, 'error'), 'message') ?? field(data, 'status'))}`,
      );
    default:
      return undefined;
  }
}

function suggestionsOf({ result }: EndedTask): readonly string[] {
  const said =
    field(result, 'suggested_actions') ?? field(field(result, 'action_result'), 'suggested_actions');
  return Array.isArray(said) ? said.map(String) : [];
}

function entryText({ type, text }: StoryEntry): string {
  return type === 'player' ? wrapped(`> ${text}`) : wrapped(text);
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** A session's events, one after the other as they are asked for; the connection is open all the time. */
class EventStream {
  readonly #events: AsyncGenerator<ServerEvent>;
  #coming: Promise<IteratorResult<ServerEvent>>;

  constructor(events: AsyncGenerator<ServerEvent>) {
    this.#events = events;
    this.#coming = this.#ask();
  }

  async next(): Promise<ServerEvent> {
    const { value, done } = await this.#coming;
    this.#coming = this.#ask();
    if (done === true) throw new Error('the stream of a session ended');
    return value;
  }

  #ask(): Promise<IteratorResult<ServerEvent>> {
    const next = this.#events.next();
    // Nobody waits for it when the game is over.
    next.catch(() => undefined);
    return next;
  }
}
