import { cutAtWord } from '../../narrative/plain-text.js';
import { own } from '../../reality/beliefs.js';
import { byCodeUnit } from '../../simulation/numbers.js';
import { namesOf } from '../../simulation/snapshot-names.js';
import { factsOf, whereaboutsOf } from '../reality/knowledge.js';
import type { Stand } from '../reality/stand.js';
import type { SceneNow, ScenePerson } from '../scene.js';
import { personNamed } from '../world.js';
import { MOST, type SceneInput } from './input.js';

/** Who is here, each with what its own store holds; who is spoken of and isn't here. */

export function peopleHere({ world, state, action }: SceneInput, stand: Stand): ScenePerson[] {
  const { npcs_present, npc_states } = state.session.world_state;
  const named = new Set(namesOf(world.snapshot).namedIn(action));
  const asked = new Set(
    [...world.things, ...world.people].flatMap(({ id, name }) => (named.has(id) ? [name] : [])),
  );
  // What is asked about first, then things, which are asked about more often than people.
  const rankOf = ({ name, kind }: { readonly name: string; readonly kind: string }) =>
    (asked.has(name) ? 2 : 0) + (kind === 'thing' ? 1 : 0);
  return npcs_present.slice(0, MOST.people).flatMap((name) => {
    const person = personNamed(world, name);
    const { disposition = 0, status = 'idle' } = own(npc_states, name) ?? {};
    if (person === undefined) {
      return [{ ...NOBODY_KNOWN, name, disposition, status }];
    }
    return [
      {
        name,
        who: cutAtWord(person.description, MOST.note),
        faction: person.faction ?? null,
        personality: cutLines(person.personality),
        speech: cutLines(person.speech),
        wants: cutLines(person.wants),
        disposition,
        status,
        knows: factsOf(world, stand, person.id, action)
          .slice(0, MOST.facts)
          .map(({ text, isSecret, isShared, from = null }) => ({
            text,
            secret: isSecret,
            shared: isShared,
            heard_from: from,
          })),
        believes: whereaboutsOf(world, stand, person.id)
          .sort((a, b) => rankOf(b) - rankOf(a) || byCodeUnit(a.name, b.name))
          .slice(0, MOST.beliefs)
          .map(({ name: subject, kind, at, sure, from = null }) => ({
            subject,
            kind,
            at,
            sure,
            heard_from: from,
          })),
      },
    ];
  });
}

function cutLines(lines: readonly string[]): string[] {
  return lines.slice(0, MOST.lines).map((line) => cutAtWord(line, MOST.note));
}

/** Somebody whom play has brought in: nothing is known of it, and it knows nothing. */
const NOBODY_KNOWN = {
  who: 'somebody of whom little is told',
  faction: null,
  personality: [],
  speech: [],
  wants: [],
  knows: [],
  believes: [],
};

export function absentOf({ world, state, action }: SceneInput, stand: Stand): SceneNow['absent'] {
  const present = new Set(state.session.world_state.npcs_present);
  const named = namesOf(world.snapshot).namedIn(action);
  const believed = whereaboutsOf(world, stand, world.playerId);
  return world.people
    .filter(({ id, name }) => named.includes(id) && !present.has(name))
    .slice(0, 3)
    .map(({ name }) => ({ name, believed_at: believed.find((each) => each.name === name)?.at ?? null }));
}
