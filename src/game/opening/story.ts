import { placed } from '../../narrative/place-phrase.js';
import { sentencesOf } from '../../scenario/sentences.js';
import type { ScenarioTemplate } from '../../scenario/template.js';
import type { Quest, StoryEntry } from '../session.js';
import type { PlayPlace, PlayWorld } from '../world.js';

/** How a session begins: as its template tells it, else by where it is and what is going on. */
export function openingStory(
  world: PlayWorld,
  start: PlayPlace,
  template: ScenarioTemplate | undefined,
  quests: readonly Quest[],
  at: string,
): readonly StoryEntry[] {
  const told = template?.initial_narrative ?? plainOpening(world, start);
  const active = quests.filter(({ status }) => status === 'active');
  return [
    { id: 'a0000-1', type: 'narration', text: told, timestamp: at },
    ...active.map(
      ({ id, title, description }, index): StoryEntry => ({
        id: `a0000-${index + 2}`,
        type: 'system',
        text: `Quest: ${title}. ${description}`,
        timestamp: at,
        metadata: { quest_id: id },
      }),
    ),
  ];
}

function plainOpening(world: PlayWorld, start: PlayPlace): string {
  const here = world.people.filter(({ home }) => home === start.name).slice(0, 2);
  const ways = start.ways
    .slice(0, 3)
    .map((way) => world.places.find(({ name }) => name === way)?.inText ?? way);
  return [
    `You are ${placed(start.inText)}. ${start.description}`,
    world.premise,
    [
      ...here.map(({ name, description }) => `${name} is here, ${description}.`),
      ways.length === 0 ? '' : `From here one can go to ${listed(ways)}.`,
    ]
      .filter((text) => text !== '')
      .join(' '),
  ]
    .filter((text) => sentencesOf(text).length > 0)
    .join('\n\n');
}

function listed(names: readonly string[]): string {
  const [last, ...others] = names.toReversed();
  return others.length === 0 ? (last ?? '') : `${others.toReversed().join(', ')} or ${last}`;
}
