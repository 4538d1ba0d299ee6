import { RefusedError } from '../demo/connection.js';
import type { GameApi, Template } from './game-api.js';
import type { Lines } from './lines.js';
import type { PlayOptions } from './options.js';

/** Which game is played: one to go on with, or a new one in a world that is chosen, generated or made up. */

const LEAVE = '/quit';

/** The id of the session; undefined when the player leaves instead. */
export async function chooseSession(
  api: GameApi,
  lines: Lines,
  options: PlayOptions,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { session, isNew, lorebook, template, series } = options;
  if (session !== undefined) return session;
  if (template !== undefined) return begin(api, lines, options, await api.template(template, signal), signal);
  if (series !== undefined)
    return begin(api, lines, options, await generated(api, series, options, signal), signal);
  if (isNew || lorebook !== undefined) return begin(api, lines, options, undefined, signal);
  return chooseFromMenu(api, lines, options, signal);
}

async function chooseFromMenu(
  api: GameApi,
  lines: Lines,
  options: PlayOptions,
  signal: AbortSignal,
): Promise<string | undefined> {
  const [sessions, templates] = await Promise.all([api.sessions(signal), api.templates(signal)]);
  type Choice = readonly [words: string, take: () => Promise<string | undefined>];
  const choices: readonly Choice[] = [
    ['A world that is made up now', () => begin(api, lines, options, undefined, signal)],
    ['The world of a series that you name', () => beginGenerated(api, lines, options, signal)],
    ...templates.map(
      (template): Choice => [template.title, () => begin(api, lines, options, template, signal)],
    ),
    ...sessions.map(
      (each): Choice => [
        `Go on as ${each.character_name}, level ${each.character_level}, at ${each.current_location} ` +
          `(${each.story_length} entries)`,
        async () => each.session_id,
      ],
    ),
  ];
  console.log('\nWhat would you like to play?');
  choices.forEach(([words], index) => {
    console.log(`  ${index + 1}  ${words}`);
  });
  for (;;) {
    const line = await lines.ask('Number (1): ');
    if (line === undefined || line === LEAVE) return undefined;
    const choice = choices[line === '' ? 0 : Number(line) - 1];
    if (choice !== undefined) return choice[1]();
    console.log(`Type a number from 1 to ${choices.length}, or /quit.`);
  }
}

async function beginGenerated(
  api: GameApi,
  lines: Lines,
  options: PlayOptions,
  signal: AbortSignal,
): Promise<string | undefined> {
  const title = await lines.ask('Title of the series: ');
  if (title === undefined || title === '' || title === LEAVE) return undefined;
  return begin(api, lines, options, await generated(api, title, options, signal), signal);
}

async function generated(
  api: GameApi,
  title: string,
  { seed }: PlayOptions,
  signal: AbortSignal,
): Promise<Template> {
  console.log(`Generating the world of ${title} …`);
  return api.generate(title, seed, signal);
}

/** Begins a game; of a template's characters one is asked for unless it was named. */
async function begin(
  api: GameApi,
  lines: Lines,
  { lorebook, name, seed }: PlayOptions,
  template: Template | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (;;) {
    const character = name ?? (await chooseCharacter(lines, template));
    if (character === undefined) return undefined;
    const body = {
      ...(character !== '' && { character_name: character }),
      ...(template !== undefined && { scenario_template_id: template.id }),
      ...(template === undefined && lorebook !== undefined && { lorebook_id: lorebook }),
      ...(seed !== undefined && { seed }),
    };
    try {
      return (await api.open(body, signal)).session_id;
    } catch (error) {
      // A name that was typed can be typed again.
      if (name !== undefined || !(error instanceof RefusedError) || error.status !== 422) throw error;
      console.log(`\n${error.message}`);
    }
  }
}

async function chooseCharacter(lines: Lines, template: Template | undefined): Promise<string | undefined> {
  const characters = template?.playable_characters ?? [];
  if (characters.length > 0) {
    console.log('\nWhom do you play?');
    characters.forEach(({ name, description }, index) => {
      console.log(`  ${index + 1}  ${name}${description === undefined ? '' : `: ${description}`}`);
    });
  }
  const line = await lines.ask(characters.length > 0 ? 'Number, or another name: ' : 'Your name: ');
  return line === undefined || line === LEAVE ? undefined : (characters[Number(line) - 1]?.name ?? line);
}
