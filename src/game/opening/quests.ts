import { cutAt } from '../../narrative/plain-text.js';
import type { ScenarioTemplate } from '../../scenario/template.js';
import { SessionMap } from '../map.js';
import type { Landmark, Quest } from '../session.js';
import { type PlayPerson, type PlayThing, type PlayWorld, ruleWorldOf } from '../world.js';

/**
 * The quests that a session begins with. Both come out of the world and complete by what the rules can see: somebody who
 * knows something is to be spoken to, and once that is done a thing that matters is to be found.
 */

interface Objective {
  readonly text: string;
  readonly trigger: Landmark;
}

const FIRST = 'q-a0000-1';
const SECOND = 'q-a0000-2';

export function startingQuests(
  world: PlayWorld,
  start: string,
  template: ScenarioTemplate | undefined,
): readonly Quest[] {
  const witness = worthTheWay(world, start, world.people, ({ home }) => home);
  const first = witness === undefined ? undefined : visitQuest(world, start, witness, template);
  const from = witness?.home ?? start;
  const thing = worthTheWay(world, from, world.things, ({ place }) => place);
  const second = thing === undefined ? undefined : findQuest(world, from, thing, first?.id);
  return [first, second].flatMap((quest) => quest ?? []);
}

/** Legs of a way that is worth the telling. */
const FAR_ENOUGH = 2;

/** The one whose way is nearest to that many legs, a shorter one before a longer; the first of those. */
function worthTheWay<T>(
  world: PlayWorld,
  start: string,
  among: readonly T[],
  placeOf: (each: T) => string,
): T | undefined {
  const map = new SessionMap(ruleWorldOf(world), []);
  const ways = among.flatMap((each) => {
    const legs = map.path(start, placeOf(each))?.length;
    if (legs === undefined) return [];
    return [
      {
        each,
        off:
          legs === 0 ? Number.MAX_SAFE_INTEGER : Math.abs(legs - FAR_ENOUGH) * 2 + Number(legs > FAR_ENOUGH),
      },
    ];
  });
  return ways.sort((a, b) => a.off - b.off)[0]?.each;
}

function visitQuest(
  world: PlayWorld,
  start: string,
  witness: PlayPerson,
  template: ScenarioTemplate | undefined,
): Quest {
  const place = world.places.find(({ name }) => name === witness.home);
  const objectives: Objective[] = [
    ...(place === undefined || witness.home === start ? [] : [goTo(place.name, place.inText)]),
    speakWith(witness.name),
  ];
  const path = template?.available_paths[0];
  return questOf({
    id: FIRST,
    title: `A word with ${witness.name}`,
    description: [
      path === undefined ? undefined : `${path.replace(/[.\s]+$/u, '')}.`,
      `${witness.name}, ${witness.description}, has heard what others have not.`,
    ]
      .filter((sentence) => sentence !== undefined)
      .join(' '),
    status: 'active',
    objectives,
    rewards: { experience: 20, reputation: { [witness.faction ?? witness.name]: 5 } },
    dependencies: [],
  });
}

function findQuest(world: PlayWorld, from: string, thing: PlayThing, after: string | undefined): Quest {
  const place = world.places.find(({ name }) => name === thing.place);
  const objectives: Objective[] = [
    ...(place === undefined || place.name === from ? [] : [goTo(place.name, place.inText)]),
    { text: `Get hold of ${thing.inText}`, trigger: { kind: 'item_owned', name: thing.name } },
  ];
  return questOf({
    id: SECOND,
    title: `What became of ${thing.inText}`,
    description: cutAt([thing.description, thing.significance].join(' '), 900),
    status: after === undefined ? 'active' : 'hidden',
    objectives,
    rewards: { experience: 40 },
    dependencies: after === undefined ? [] : [{ quest_id: after, required_status: 'completed' }],
  });
}

function goTo(name: string, inText: string): Objective {
  return { text: `Go to ${inText}`, trigger: { kind: 'place_visited', name } };
}

function speakWith(name: string): Objective {
  return { text: `Speak with ${name}`, trigger: { kind: 'npc_spoken_to', name } };
}

function questOf({
  objectives,
  ...quest
}: Omit<Quest, 'objectives' | 'progress' | 'failure_conditions' | 'metadata'> & {
  readonly objectives: readonly Objective[];
}): Quest {
  const triggers = objectives.map(({ trigger }) => trigger);
  const mortal = triggers.find(({ kind }) => kind === 'npc_spoken_to');
  const fails = mortal === undefined ? [] : [{ text: `${mortal.name} dies`, name: mortal.name }];
  return {
    ...quest,
    objectives: objectives.map(({ text }) => text),
    progress: {
      current: 0,
      total: objectives.length,
      completed_objectives: objectives.map(() => false),
      percentage: 0,
    },
    failure_conditions: fails.map(({ text }) => text),
    metadata: {
      triggers,
      fails_on: fails.map(({ name }) => ({ kind: 'npc_dead', name })),
      ...(quest.status === 'active' ? { active_since: 0 } : {}),
    },
  };
}
