import { placed } from '../../narrative/place-phrase.js';
import type { WorldFile } from '../../simulation/world-file.js';
import type { Lorebook } from '../lorebook.js';
import type { Ids } from './ids.js';
import type { StagedPlaces } from './places.js';
import { Clauses, nameInText } from './wording.js';

type Complication = WorldFile['complications'][number];

const MOST_DANGERS = 12;
const MOST_MOVES = 5;

/** What may go wrong in the world of a lorebook: the dangers of its places, and its powers when they lose patience. */
export function complicationsOf(lorebook: Lorebook, places: StagedPlaces, ids: Ids): Complication[] {
  const clauses = new Clauses(lorebook);
  return [
    ...outset(lorebook, places, clauses, ids),
    ...dangers(places, clauses, ids),
    ...moves(lorebook, places, clauses, ids),
  ];
}

/** The latest of the timeline is what everybody speaks of when it begins. */
function outset({ timeline }: Lorebook, places: StagedPlaces, clauses: Clauses, ids: Ids): Complication[] {
  const latest = timeline.toSorted((a, b) => b.order - a.order)[0];
  const fact = latest && clauses.of(latest.description);
  const start = places.locations[0];
  if (latest === undefined || fact === undefined || start === undefined) return [];
  const event = nameInText(latest.title);
  const here = placed(start.name);
  return [
    {
      id: ids.of('outset'),
      when: 'simulation_start',
      probability: 1,
      texts: [
        `Nobody ${here} spoke of anything but ${event}.`,
        `Since ${event} people ${here} had taken to finishing one another’s sentences.`,
        `There was one subject ${here}, and it was ${event}.`,
      ],
      fact,
      weight: 0.8,
      effects: [{ kind: 'stress', who: 'all', amount: 0.05 }],
    },
  ];
}

const placeFirst = (here: string) => here.charAt(0).toUpperCase() + here.slice(1);

const DANGER_TEXTS = [
  (danger: string, here: string) => `What had been feared ${here} came about: ${danger}.`,
  (danger: string, here: string) =>
    `Everybody had been warned, and all the same it was sudden ${here}: ${danger}.`,
  (danger: string, here: string) => `There was no more doubt ${here} about the danger: ${danger}.`,
  (danger: string, here: string) => `What nobody had quite believed ${here} was there: ${danger}.`,
  (danger: string, here: string) => `For a moment ${here} there was only this: ${danger}.`,
  (danger: string, here: string) =>
    `It had been a thing to warn children with ${here}, and now it was so: ${danger}.`,
  (danger: string, here: string) => `${placeFirst(here)} it could no longer be overlooked: ${danger}.`,
  (danger: string, here: string) => `Of all that could go wrong ${here} it was the worst known: ${danger}.`,
  (danger: string, here: string) =>
    `Those who had kept away knew why; ${here} there was no help against it: ${danger}.`,
  (danger: string, here: string) =>
    `There had been talk of it ${here} for years, and this was how it looked: ${danger}.`,
];

function dangers({ profiles, idOf, nameOf }: StagedPlaces, clauses: Clauses, ids: Ids): Complication[] {
  const all = profiles.flatMap((place) => {
    const at = idOf(place.name);
    return at === undefined
      ? []
      : place.dangers.slice(0, 2).flatMap((danger) => {
          const told = clauses.of(danger);
          return told === undefined ? [] : [{ at, told }];
        });
  });
  return all.slice(0, MOST_DANGERS).map(({ at, told }, index) => {
    const here = placed(nameOf(at));
    const texts = [0, 1].map(
      (nth) => DANGER_TEXTS[(2 * index + nth) % DANGER_TEXTS.length]?.(told, here) ?? '',
    );
    return {
      id: ids.of(`danger_${index + 1}`),
      when: `turn >= ${2 + (index % 4)}`,
      probability: 0.3,
      at,
      texts: texts.filter((text) => text !== ''),
      fact: `there is danger ${here}: ${told}`,
      weight: 0.8,
      effects: [
        { kind: 'stress' as const, who: 'here' as const, amount: 0.1 },
        { kind: 'hazard' as const, at, name: told.slice(0, 60).trim(), severity: 0.5, turns: 3 },
      ],
    };
  });
}

const MOVE_TEXTS = [
  (power: string, wish: string, here: string) =>
    `Word went round ${here} that ${power} had made up its mind to ${wish}.`,
  (power: string, wish: string, here: string) =>
    `Somebody read it out ${here}: ${power} was going to ${wish}.`,
  (power: string, wish: string, here: string) =>
    `By then everybody ${here} had heard the same, that ${power} would ${wish}.`,
];

function moves({ factions }: Lorebook, places: StagedPlaces, clauses: Clauses, ids: Ids): Complication[] {
  const start = places.locations[0];
  return factions.slice(0, MOST_MOVES).flatMap(({ name, goals, territory }, index) => {
    const wish = goals[0] === undefined ? undefined : clauses.wish(goals[0]);
    const at = territory.flatMap((place) => places.idOf(place) ?? [])[0] ?? start?.id;
    if (wish === undefined || at === undefined) return [];
    const here = placed(places.nameOf(at));
    return [
      {
        id: ids.of(`move_${index + 1}`),
        when: `turn >= ${3 + index}`,
        probability: 0.35,
        at,
        texts: MOVE_TEXTS.map((text) => text(nameInText(name), wish, here)),
        fact: `${nameInText(name)} is about to ${wish}`,
        weight: 0.85,
        effects: [{ kind: 'stress' as const, who: 'here' as const, amount: 0.08 }],
      },
    ];
  });
}

/** How the weather turns where no file says more. */
export const WEATHER_CHANGES: WorldFile['weather_changes'] = [
  {
    to: 'fog',
    texts: [
      'Mist gathered without hurry until distances had to be taken on trust.',
      'A grey damp closed in, and sounds came from nearer than they were.',
      'Fog came, and people lowered their voices as if it could hear.',
    ],
  },
  {
    to: 'rain',
    texts: [
      'It began to rain, first as a question and then as an answer.',
      'Rain set in, fine and patient, of the kind that has nowhere else to be.',
      'A shower broke, and whoever was outside found a reason not to be.',
    ],
  },
  {
    to: 'clear',
    texts: [
      'The sky cleared, and everything had an edge again.',
      'The weather lifted, and one could see who else was about.',
      'It brightened, so suddenly that people looked up.',
    ],
  },
  {
    to: 'storm',
    texts: [
      'The wind got up and began to try every door.',
      'A storm broke, and for a while nobody heard anybody.',
    ],
  },
];
