/**
 * Answers to an action and to whether it can be attempted, taken from the prompt: somebody who is there says what the
 * prompt lets it say, an exit that is named is taken, a thing that lies there is picked up, and some actions come back.
 */

interface Situation {
  readonly people: readonly {
    readonly name: string;
    readonly status: string;
    readonly knows: readonly { readonly text: string; readonly secret: boolean }[];
  }[];
  readonly exits: readonly { readonly name: string }[];
  readonly things: readonly { readonly name: string; readonly type: string }[];
  readonly comes_back: readonly { readonly text: string }[];
  readonly place: { readonly name: string };
}

const FENCED = /<<<SITUATION\n([\s\S]*?)\nSITUATION>>>[\s\S]*?<<<ACTION\n([\s\S]*?)\nACTION>>>/;
const ASKED = /"(action_analysis|is_valid)"/;

/** The answer to a prompt of play; undefined of any other prompt. */
export function actionAnswer(prompt: string, random: () => number): unknown {
  const [, situation = '', action = ''] = FENCED.exec(prompt) ?? [];
  const asked = ASKED.exec(prompt)?.[1];
  if (situation === '' || asked === undefined) return undefined;
  if (asked === 'is_valid') {
    const is_valid = !/\b(?:teleport|summon|stop time)\b/i.test(action);
    return {
      is_valid,
      reason: is_valid ? 'It can be attempted.' : 'Nothing gives that ability.',
      suggestion: '',
    };
  }
  return played(partsOf(situation), action, random);
}

/** Each line is a part: `people: [...]`. */
function partsOf(situation: string): Situation {
  const parts = situation.split('\n').map((line) => {
    const colon = line.indexOf(': ');
    return [line.slice(0, colon), JSON.parse(line.slice(colon + 2))] as const;
  });
  return Object.fromEntries(parts) as unknown as Situation;
}

const OUTCOMES = [
  'It goes as you meant it to',
  'It costs you more than you thought',
  'It comes to nothing much',
];
const SETTINGS = ['and nobody looks up', 'while the light changes', 'and a door falls shut somewhere'];

function played(now: Situation, action: string, random: () => number): unknown {
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];
  const said = action.toLowerCase();
  const names = (name: string) => said.includes(name.toLowerCase().replace(/^the /, ''));
  const exit = /\b(?:go|walk|travel|enter|return)\b/.test(said)
    ? now.exits.find(({ name }) => names(name))
    : undefined;
  const thing = /\b(?:take|pick|grab)\b/.test(said) ? now.things.find(({ name }) => names(name)) : undefined;
  const speaker = exit === undefined ? now.people.find(({ status }) => status !== 'dead') : undefined;
  const fact = speaker?.knows.find(({ secret }) => !secret)?.text;
  const line =
    speaker === undefined ? undefined : fact === undefined ? 'Say that again.' : `I know that ${fact}.`;
  const because = `“${action.slice(0, 80)}”`;
  const narrative = [
    ...now.comes_back.map(({ text }) => text),
    `${pick(OUTCOMES)}, ${pick(SETTINGS)}.`,
    ...(exit === undefined ? [] : [`You come to ${exit.name}.`]),
    ...(thing === undefined ? [] : [`You take ${thing.name}.`]),
    ...(speaker === undefined ? [] : [`${speaker.name} answers: “${line}”`]),
  ].join(' ');
  return {
    action_analysis: { type: 'explore', difficulty: 'easy', confidence: 0.8 },
    narrative,
    world_change: {
      confidence: 0.9,
      changes: exit === undefined ? [] : [{ field: 'location', value: exit.name, because }],
    },
    character_development: { confidence: 0.5, skills: [], vitals: null },
    consequences:
      random() < 0.2
        ? [
            {
              category: 'social',
              description: `What was done at ${now.place.name} gets about.`,
              narrative_text: `People have heard what you did at ${now.place.name}.`,
              severity: 'minor',
              delay: 'short_term',
              effects: {},
            },
          ]
        : [],
    quest_updates: [],
    items: thing === undefined ? [] : [{ change: 'gain', name: thing.name, because, type: thing.type }],
    npc_updates: speaker === undefined ? [] : [{ name: speaker.name, says: line, disposition: 1, because }],
    suggested_actions: [
      ...now.exits.slice(0, 1).map(({ name }) => `Go to ${name}`),
      ...now.people.slice(0, 1).map(({ name }) => `Talk to ${name}`),
      'Look around',
    ],
  };
}
