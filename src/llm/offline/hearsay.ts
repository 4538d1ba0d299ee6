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
  const busy = [...narrator.people.values()].filter(({ id }) => unseen.some(({ actor }) => actor === id));
  const told: Scene = { ...scene, actor: viewer };
  narrator.paragraph();
  if (unseen.some(({ actor }) => actor === undefined)) {
    narrator.mustTell(HEARSAY_EVENT, { ...told, extra: { V: narrator.nameOf(viewer) } });
  }
  if (busy.length === 0) return;
  const who = list(narrator.namesOf(busy));
  narrator.mustTell(HEARSAY, {
    ...told,
    extra: {
      V: narrator.nameOf(viewer),
      who: busy.length > 1 ? asPlural(who) : who,
    },
  });
}
