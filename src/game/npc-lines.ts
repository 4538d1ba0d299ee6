import { namesIn, tokensOf } from '../reality/name-index.js';
import { namesOf } from '../simulation/snapshot-names.js';
import type { PersonaId } from '../simulation/types.js';
import type { ActionAnswer } from './answer.js';
import { leaks, safeLine } from './reality/lines.js';
import type { Stand } from './reality/stand.js';
import { type PlayWorld, personNamed } from './world.js';

/** An answer whose people say only what they can know. */
export interface CheckedLines {
  readonly answer: ActionAnswer;
  /** What is said aloud, in order. */
  readonly lines: readonly { readonly speaker: PersonaId; readonly text: string }[];
  /** Lines that gave something away, before they were replaced. */
  readonly leaks: number;
}

const QUOTE = /“([^”]+)”|"([^"]+)"/gu;

/**
 * Holds every line against what its speaker knows, and replaces those that leak, in its update and in the narrative. What
 * the narrative quotes beside the declared lines is taken for the words of whoever is named last before it, else of all
 * who are there; the player's own words are nobody's line.
 */
export function checkLines(
  world: PlayWorld,
  stand: Stand,
  answer: ActionAnswer,
  action: { readonly seq: number; readonly text: string; readonly present: readonly string[] },
): CheckedLines {
  const { seed } = world.snapshot;
  const declared = answer.npc_updates.flatMap(({ name, says }) => {
    const person = personNamed(world, name);
    if (says === undefined || person === undefined) return [];
    const isLeak = leaks(world, stand, person.id, says);
    return [{ id: person.id, says, isLeak, text: isLeak ? safeLine(seed, action.seq, person.id) : says }];
  });
  const present = action.present.flatMap((name) => personNamed(world, name)?.id ?? []);
  const loose: { speaker: PersonaId; text: string }[] = [];
  const replaced = new Set<PersonaId>();
  let leaked = declared.filter(({ isLeak }) => isLeak).length;
  const narrative = answer.narrative.replace(
    QUOTE,
    (whole, curly: string | undefined, straight, at: number) => {
      const quote = curly ?? String(straight);
      const of = declared.find(({ says }) => isPartOf(quote, says));
      if (of !== undefined) {
        if (!of.isLeak) return whole;
        if (replaced.has(of.id)) return '“…”';
        replaced.add(of.id);
        return `“${of.text}”`;
      }
      if (isPartOf(quote, action.text)) return whole;
      const speakers = speakersOf(world, answer.narrative.slice(0, at), present);
      const [first] = speakers;
      if (first === undefined) return whole;
      if (!speakers.every((id) => leaks(world, stand, id, quote))) {
        if (speakers.length === 1) loose.push({ speaker: first, text: quote });
        return whole;
      }
      leaked += 1;
      const text = safeLine(seed, action.seq, first);
      loose.push({ speaker: first, text });
      return `“${text}”`;
    },
  );
  return {
    leaks: leaked,
    lines: [...declared.map(({ id, text }) => ({ speaker: id, text })), ...loose],
    answer: {
      ...answer,
      narrative,
      npc_updates: answer.npc_updates.map((update) => {
        const id = personNamed(world, update.name)?.id;
        const line = declared.find((each) => each.id === id && each.says === update.says);
        return line === undefined ? update : { ...update, says: line.text };
      }),
    },
  };
}

/** Whoever of those present is named last in what stands before a quote, within its paragraph; else all of them. */
function speakersOf(
  { snapshot }: PlayWorld,
  before: string,
  present: readonly PersonaId[],
): readonly PersonaId[] {
  const paragraph = before.slice(before.lastIndexOf('\n') + 1).replace(QUOTE, ' ');
  const named = namesIn(namesOf(snapshot).index, paragraph).flat();
  const last = named.filter((id) => present.includes(id)).at(-1);
  return last === undefined ? present : [last];
}

function isPartOf(quote: string, text: string): boolean {
  const words = tokensOf(quote).join(' ');
  return words !== '' && tokensOf(text).join(' ').includes(words);
}
