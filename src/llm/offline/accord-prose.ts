import type { ChronicleEvent } from '../../simulation/model-data.js';
import type { Bank } from './chance.js';
import { isPluralPhrase, marked, named } from './grammar.js';
import * as accords from './lexicon/accords.js';
import type { Narrator, Scene } from './narrator.js';
import { whatIsSo } from './seeking-prose.js';

/** Tells what came of two people wanting the same thing; false when the event names nobody who could have. */
export function tellAccord(narrator: Narrator, event: ChronicleEvent, scene: Scene): boolean {
  const banks = Object.hasOwn(accords.ACCORD_BANKS, event.type)
    ? accords.ACCORD_BANKS[event.type]
    : undefined;
  if (banks === undefined || scene.actor === undefined || scene.target === undefined) return false;
  const detail = detailOf(narrator, event);
  narrator.mustTell(detail === undefined ? banks[1] : banks[0], {
    ...scene,
    extra: { ...scene.extra, detail },
  });
  return true;
}

/**
 * Tells that somebody acted on what is no longer so: what was believed against what is. False when the event doesn't say
 * what was expected.
 */
export function tellMistake(narrator: Narrator, event: ChronicleEvent, scene: Scene): boolean {
  const { actor, target } = scene;
  if (actor === undefined || (target === undefined && event.targetName === undefined)) return false;
  const detail = whatIsSo(narrator, event, scene) ?? detailOf(narrator, event);
  const T = event.targetName === undefined ? undefined : named(event.targetName);
  const them = T !== undefined && isPluralPhrase(T) ? 'them' : 'it';
  const thing =
    T === undefined || target !== undefined
      ? {}
      : { T: marked(T), them, it: them === 'them' ? 'they' : 'it' };
  const told = { ...scene, extra: { ...scene.extra, ...thing, detail } };
  narrator.mustTell(bankFor(target !== undefined, detail !== undefined), told);
  if (narrator.wants(0.6)) narrator.mayTell(accords.AFTER_MISTAKE, told, 6);
  return true;
}

function bankFor(ofPerson: boolean, explained: boolean): Bank {
  if (ofPerson) return explained ? accords.MISTAKEN_PERSON : accords.MISTAKEN_PERSON_BARE;
  return explained ? accords.MISTAKEN_THING : accords.MISTAKEN_BARE;
}

function detailOf(narrator: Narrator, event: ChronicleEvent): string | undefined {
  const clause = (event.detail ?? '').trim().replace(/[.!?]+$/u, '');
  return clause === '' ? undefined : narrator.recorded(clause);
}
