import { nameInText } from '../../scenario/play/wording.js';
import type { ScenePerson } from '../scene.js';
import type { OfferedObjective } from '../sections/quests.js';
import { citing, type Stage } from './draft.js';
import { ERRANDS } from './lexicon/aftermath.js';
import { shortName } from './names.js';

const REWARD = 25;
const WARY = -20;

/**
 * A quest that somebody has for the character, when one may be offered: to speak with somebody, to fetch something, or to
 * look at a place. It sends only where, and to whom, the one who asks believes them to be. Gives what is said.
 */
export function errandFor(stage: Stage, giver: ScenePerson): string {
  const { scene, teller, draft } = stage;
  const { exits, may_offer_quest } = scene.now;
  if (!may_offer_quest || giver.disposition < WARY) return '';
  const owned = new Set(scene.now.inventory.map(({ name }) => name));
  const known = exits.map((exit) => ({
    exit,
    person: giver.believes.find(({ kind, at }) => kind === 'person' && at === exit.name),
    thing: giver.believes.find(
      ({ kind, at, subject }) => kind === 'thing' && at === exit.name && !owned.has(subject),
    ),
  }));
  const chosen =
    known.find(({ thing }) => thing !== undefined) ??
    known.find(({ person }) => person !== undefined) ??
    known.find(({ exit }) => !exit.been_there) ??
    known[0];
  if (chosen === undefined) return '';
  const { exit, person, thing } = chosen;
  const slots = {
    exit: exit.in_text,
    ...(person === undefined ? {} : { who: shortName(person.subject) }),
    ...(thing === undefined ? {} : { thing: nameInText(thing.subject) }),
  };
  const kind = thing !== undefined ? 'fetch' : person !== undefined ? 'visit' : 'look';
  const line = teller.say(ERRANDS[kind], slots);
  if (line === '') return '';
  const P = shortName(giver.name);
  const goal: OfferedObjective[] =
    thing !== undefined
      ? [
          {
            text: `Get hold of ${nameInText(thing.subject)}`,
            trigger: { kind: 'item_owned', name: thing.subject },
          },
        ]
      : person !== undefined
        ? [
            {
              text: `Speak with ${person.subject}`,
              trigger: { kind: 'npc_spoken_to', name: person.subject },
            },
          ]
        : [];
  draft.quests.push({
    change: 'offer',
    because: citing(stage),
    quest: {
      title: `An errand for ${giver.name}`,
      description: `${P} has asked: “${line}”`,
      objectives: [
        { text: `Go to ${exit.in_text}`, trigger: { kind: 'place_visited', name: exit.name } },
        ...goal,
      ],
      experience: REWARD,
      items: [],
      regard: [giver.faction ?? giver.name],
      after: [],
      failure_conditions: [],
    },
  });
  return line;
}
