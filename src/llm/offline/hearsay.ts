import { asPlural, list } from './grammar.js';
import { HEARSAY, HEARSAY_EVENT } from './lexicon/one-view.js';
import type { Narrator, Scene } from './narrator.js';
import { isSeen } from './view.js';

/**
 * What a single view can say of the events that it did not see: who was elsewhere, by name, and that something happened,
 * but not what.
 */
export function tellHearsay(narrator: Narrator, scene: Scene): void {
  const { data } = narrator;
  if (data.view === undefined) return;
  const viewer = narrator.people.get(data.view.persona);
  if (viewer === undefined) return;
  const unseen = data.events.filter((event) => !isSeen(event, data));
  // Who has been with the view in this turn, and been told of, is not somewhere else.
  const here = data.cast.find(({ id }) => id === viewer.id)?.locationId;
  const told = narrator.prose();
  const met = new Set(
    data.events.flatMap((event) => (isSeen(event, data) ? [event.actor, event.targetPerson] : [])),
  );
  const busy = [...narrator.people.values()].filter(
    ({ id, name, locationId }) =>
      unseen.some(({ actor }) => actor === id) &&
      !((met.has(id) || locationId === here) && told.includes(name)),
  );
  const scened: Scene = { ...scene, actor: viewer };
  narrator.paragraph();
  if (unseen.some(({ actor }) => actor === undefined)) {
    narrator.mustTell(HEARSAY_EVENT, { ...scened, extra: { V: narrator.nameOf(viewer) } });
  }
  if (busy.length === 0) return;
  const who = list(narrator.namesOf(busy));
  narrator.mustTell(HEARSAY, {
    ...scened,
    extra: {
      V: narrator.nameOf(viewer),
      who: busy.length > 1 ? asPlural(who) : who,
    },
  });
}
