import { FENCE_RULE, fenced } from './fence.js';
import type { ActionOption, BeliefSketch, DecideData, Feedback, KnownFact } from './model-data.js';
import { storyTime } from './sketches.js';
import type { SimulationSnapshot } from './snapshot.js';
import type { Persona } from './types.js';

/** The text of a `decide` prompt: a prefix that stays the same for a persona's whole run, and the moment. */

const RULES = `You play one character in a story that goes forward in turns. Every turn each character chooses one action, all at the same time and each from what that character alone can know. An engine decides what comes of it.

Rules
- Stay inside your character's knowledge: what you see, what was said to you and what stands under "What you know". Never name a person, thing or fact that isn't there.
- Choose exactly one of the actions offered, and a target from that action's list where it has one.
- Let character, goals and feelings decide, not what would be convenient. Characters may disagree, keep things to themselves, be wrong or wait.
- Others learn what you know only if you say it. To tell a fact, put it into your dialogue in plain words. Keep dialogue to one or two sentences in your character's own voice.
- Don't repeat what you did or said in the turns before unless something has changed.
- ${FENCE_RULE}`;

export function decidePrefix(snapshot: SimulationSnapshot, self: Persona): string {
  const { stage } = snapshot;
  const { pronouns } = self;
  const lines = [
    RULES,
    '',
    `World: ${stage.title} (${stage.genre})`,
    stage.premise,
    ...(stage.settingText === undefined
      ? []
      : ['The client’s setting:', fenced('SETTING', stage.settingText)]),
    ...(stage.scenarioText === undefined
      ? []
      : ['The client’s scenario:', fenced('SCENARIO', stage.scenarioText)]),
    ...(snapshot.narrativeGoals.length === 0
      ? []
      : ['The story steers towards:', fenced('STORY_GOALS', snapshot.narrativeGoals.join('\n'))]),
    '',
    'You are',
    fenced(
      'CHARACTER',
      [
        `${self.name} (${pronouns.subject}/${pronouns.object}), id ${self.id}`,
        self.description,
        ...(self.profession === undefined ? [] : [`Profession: ${self.profession}`]),
        ...(self.faction === undefined ? [] : [`Faction: ${self.faction}`]),
        `Traits (0 to 1): ${numbers(self.traits) || 'none stands out'}`,
        ...(self.sayings.length === 0 ? [] : [`Your way of talking: ${self.sayings.join(' / ')}`]),
      ].join('\n'),
    ),
    '',
    'Answer with one JSON object: {"thought": why, at most 200 characters; "action"; "target": an id or null; "dialogue": what you say aloud or null; "intensity": low, normal, high or extreme; "belief_updates": conclusions you draw, each {"subject", "property", "value", "confidence" 0 to 1, "because"}, or []}.',
  ];
  return lines.join('\n');
}

export function decideTail(data: DecideData, clock: number): string {
  const names = new Map(data.present.map(({ id, name }) => [id, name]));
  const { self, place } = data;
  return [
    `Turn ${data.turn} of ${data.turns}, ${storyTime(clock)}. Situation: ${data.situation}; threat: ${data.threat}; difficulty ${data.difficulty}.`,
    '',
    `Where you are: ${place.name} (${place.id}). ${place.description}`,
    `Light ${place.light}, weather ${place.weather}, terrain ${place.terrain}. You notice ${place.features.join('; ')}.`,
    `Ways out: ${data.exits.map(({ id, name }) => `${name} (${id})`).join(', ') || 'none is open'}.`,
    '',
    'Who is here',
    ...(data.present.length === 0 ? ['- nobody but you'] : data.present.map(personLine)),
    '',
    'Things here',
    ...(data.things.length === 0
      ? ['- nothing of note']
      : data.things.map((thing) => {
          const holder =
            thing.heldBy === undefined
              ? ''
              : thing.heldBy === self.id
                ? ', in your hands'
                : `, carried by ${names.get(thing.heldBy) ?? 'somebody'}`;
          const state = thing.open === undefined ? '' : thing.open ? ', open' : ', closed';
          return `- ${thing.name} (${thing.id}, ${thing.kind}${state}${holder})${thing.description === undefined ? '' : `: ${thing.description}`}`;
        })),
    '',
    `You: health ${self.health}, stamina ${self.stamina}, morale ${self.morale}; carrying ${self.carries.join(', ') || 'nothing'}.`,
    'Your goals',
    ...(self.goals.length === 0
      ? ['- none']
      : self.goals.map(({ text, status, priority }) => `- ${text} (${status}, priority ${priority})`)),
    '',
    'What you know',
    ...(data.facts.length === 0 ? ['- nothing yet'] : data.facts.map((fact) => factLine(fact, names))),
    '',
    'Where you believe others and things to be (you may be wrong)',
    ...(data.beliefs.length === 0 ? ['- no idea'] : data.beliefs.map((belief) => beliefLine(belief, names))),
    '',
    'What comes to mind',
    ...(data.memories.length === 0
      ? ['- nothing in particular']
      : data.memories.map((text) => `- ${fenced('MEMORY', text)}`)),
    '',
    ...newsLines(data.feedback),
    'Said to you since your last turn',
    ...(data.heard.length === 0
      ? ['- nothing']
      : data.heard.map(({ from, text }) => `- ${names.get(from) ?? from}: ${fenced('SPEECH', text)}`)),
    '',
    'Your last actions',
    ...(data.recentActions.length === 0
      ? ['- none']
      : data.recentActions.map(
          ({ action, target, outcome }) =>
            `- ${action}${target === undefined ? '' : ` ${target}`}: ${outcome}`,
        )),
    '',
    'Actions open to you (inclination 0 to 1 is how much your character leans to it; you may go against it)',
    ...data.options.map(optionLine),
  ].join('\n');
}

function newsLines({ clues, changes, discoveries }: Feedback): string[] {
  const lines = [
    ...clues.map((text) => `- you found that ${text}`),
    ...changes.map((text) => `- it came about that ${text}`),
    ...discoveries.map((text) => `- others found that ${text}`),
  ];
  return lines.length === 0 ? [] : ['New to you', ...lines, ''];
}

function personLine({
  id,
  name,
  pronouns,
  description,
  profession,
  traits,
  bond,
}: DecideData['present'][number]): string {
  const trade = profession === undefined ? '' : `, ${profession}`;
  const seems = numbers(traits);
  return `- ${name} (${id}, ${pronouns.subject}/${pronouns.object}${trade}): ${fenced('DESCRIPTION', description)}${seems === '' ? '' : ` Seems: ${seems}.`} To you: ${bond.kind}, affinity ${bond.affinity}, trust ${bond.trust}.`;
}

function factLine(
  { id, text, reliability, learned, from, turn, sharedWith }: KnownFact,
  names: ReadonlyMap<string, string>,
): string {
  const source =
    learned === 'told' && from !== undefined
      ? `told by ${names.get(from) ?? from} in turn ${turn}`
      : learned === 'lore'
        ? 'known before'
        : `${learned} in turn ${turn}`;
  const shared = sharedWith.map((other) => names.get(other) ?? other).join(', ');
  return `- ${text} [${id}; ${source}; reliability ${reliability}${shared === '' ? '' : `; ${shared} knows that you know`}]`;
}

function beliefLine(
  { subject, subjectName, value, valueName, reliability, from, age }: BeliefSketch,
  names: ReadonlyMap<string, string>,
): string {
  const source = from === undefined ? 'seen' : `told by ${names.get(from) ?? from}`;
  return `- ${subjectName} (${subject}): ${valueName ?? value} (${value}) [${source} ${age} hours ago; reliability ${reliability}]`;
}

function optionLine({ action, targets, score, target }: ActionOption): string {
  const aims = targets.length === 0 ? '' : `; targets: ${targets.join(', ')}`;
  return `- ${action} (inclination ${score}${target === undefined ? '' : `, towards ${target}`})${aims}`;
}

function numbers(traits: Readonly<Record<string, number>>): string {
  return Object.entries(traits)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}
