import type { ChronicleEvent } from '../../simulation/model-data.js';
import { type Bank, pick } from './chance.js';
import { capitalise, isPluralPhrase, marked, named, polish, verbatim } from './grammar.js';
import * as oneView from './lexicon/one-view.js';
import * as outcomes from './lexicon/outcomes.js';
import type { Narrator, Scene } from './narrator.js';

/**
 * A discovery and, when there is room, what it does to the one who made it. `aim` is what was being looked at: a find
 * that another thing gave away says so. From outside one sees only that something was found.
 */
export function tellDiscovery(
  narrator: Narrator,
  event: ChronicleEvent,
  scene: Scene,
  aim: string | undefined,
): void {
  if (isOutside(narrator, scene)) {
    narrator.mustTell(oneView.SEEN_FINDING, scene);
    return;
  }
  const astray = aim !== undefined && event.targetName !== undefined && event.targetName !== aim;
  const found = withDetail(narrator, scene, event.detail);
  if (scene.actor === undefined) narrator.mustTell(UNSEEN, found);
  else if (astray) {
    const where = { aim: named(aim), T: marked(named(event.targetName ?? '')) };
    const around = event.targetName === scene.place.name;
    narrator.mustTell(around ? outcomes.FOUND_ABOUT : outcomes.FOUND_ASTRAY, {
      ...found,
      extra: { ...found.extra, ...where },
    });
  } else narrator.mustTell(outcomes.DISCOVERED, found);
  if (scene.actor !== undefined && narrator.wants(0.5)) {
    narrator.mayTell(outcomes.AFTER_DISCOVERY, scene, 10);
  }
}

/** Whether the one who acts is another than the one whose view it is. */
function isOutside(narrator: Narrator, { actor }: Scene): boolean {
  return narrator.view !== undefined && actor !== undefined && actor.id !== narrator.view;
}

const UNSEEN: Bank = {
  name: 'came-out',
  perTurn: 1,
  items: [
    'It came out that {detail}.',
    'Before long all of them knew it: {detail}.',
    'There was no overlooking it now: {detail}.',
    'So much was certain: {detail}.',
    'Everyone {in:place} could see that {detail}.',
    'One thing was plain to all: {detail}.',
  ],
};

/** A complication in the world's own words, with what led up to it and how it was taken. */
export function tellComplication(narrator: Narrator, event: ChronicleEvent, scene: Scene): void {
  const detail = sentenceOf(event.detail ?? '');
  if (detail === '') {
    narrator.mustTell(outcomes.BEFORE_COMPLICATION, scene);
    return;
  }
  if (narrator.wants(0.2 + 0.5 * narrator.data.difficulty))
    narrator.mayTell(outcomes.BEFORE_COMPLICATION, scene, 6);
  if (!narrator.add(detail)) {
    const again = [
      'It happened again: ',
      'The same trouble came back: ',
      'Once more it was as before: ',
      'And again: ',
    ];
    const lead =
      again.find((words) => narrator.ledger.fresh(words + detail)) ?? 'Yet again it was the old story: ';
    if (!narrator.add(joined(lead, detail))) narrator.force(joined(lead, detail), scene);
  }
  if (scene.present.length > 0 && narrator.wants(0.2 + narrator.data.difficulty)) {
    narrator.mayTell(outcomes.AFTER_COMPLICATION, scene, 10);
  }
}

/** Runs the sentences of a text together, so that only the whole has to be new. */
function joined(lead: string, text: string): string {
  return lead + text.replace(/([.!?])\s+(?=\p{Lu})/gu, '; ');
}

function sentenceOf(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return '';
  return capitalise(/[.!?…]["'”’)]?$/u.test(trimmed) ? trimmed : `${trimmed}.`);
}

/** The price of something that failed. */
export function tellSetback(narrator: Narrator, event: ChronicleEvent, scene: Scene): void {
  if (isOutside(narrator, scene)) {
    narrator.mustTell(oneView.SEEN_SETBACK, scene);
    return;
  }
  narrator.mustTell(
    scene.actor === undefined ? UNSEEN : outcomes.SETBACK,
    withDetail(narrator, scene, inPast(event.detail)),
  );
}

/** The engine words a setback as it stands; the telling looks back on it. */
function inPast(detail: string | undefined): string | undefined {
  const subject = /^(.+?) (?:is|has|was)\b/u.exec(detail ?? '')?.[1];
  const many = subject !== undefined && isPluralPhrase(subject);
  return detail
    ?.replace(/\bis\b/u, many ? 'were' : 'was')
    .replace(/\bis\b/gu, 'was')
    .replace(/\bare\b/gu, 'were')
    .replace(/\bhas\b/gu, 'had')
    .replace(/\bkeeps\b/gu, 'kept');
}

/** A goal reached or lost. */
export function tellGoal(narrator: Narrator, event: ChronicleEvent, scene: Scene): void {
  const text = event.detail ?? 'see it through';
  const told = { ...scene, extra: { goal: narrator.goal(text, event.actor) } };
  // A task of the world is everybody's, whoever did the last thing for it.
  const plain = narrator.goal(text, undefined);
  const own =
    narrator.people
      .get(event.actor ?? '')
      ?.goals.some((goal) => narrator.goal(goal.text, undefined) === plain) === true;
  if (own && isOutside(narrator, scene)) {
    narrator.mustTell(oneView.SEEN_GOAL, scene);
    return;
  }
  if (!own) {
    narrator.mustTell(event.outcome === 'success' ? SHARED_REACHED : SHARED_LOST, told);
    return;
  }
  narrator.mustTell(event.outcome === 'success' ? outcomes.GOAL_REACHED : outcomes.GOAL_LOST, told);
}

const SHARED_REACHED: Bank = {
  name: 'shared-reached',
  perTurn: 1,
  items: [
    '{many}It had been for all of {us} to {goal}, and between {us} {we} had done it.',
    '{pair}It had been for both of {us} to {goal}, and between {us} {we} had done it.',
    'What had seemed too much for anyone was done: somebody had had to {goal}, and here it was.',
    'It had been there to be done from the start, to {goal}, and now it had been.',
    'So the thing was accomplished; nobody needed any longer to {goal}.',
  ],
};
const SHARED_LOST: Bank = {
  name: 'shared-lost',
  perTurn: 1,
  items: [
    'It was too late now to {goal}, whoever was to blame for it.',
    'Whatever {we} might still do, {we} would not {goal}.',
    'The hope to {goal} went out quietly, and no one mentioned it.',
  ],
};

function withDetail(narrator: Narrator, scene: Scene, detail: string | undefined): Scene {
  const clause = (detail ?? '').trim().replace(/[.!?]+$/u, '');
  const shown = narrator.clause(clause === '' ? 'things were not as they had seemed' : clause);
  return {
    ...scene,
    extra: { ...scene.extra, detail: verbatim(shown), Detail: verbatim(capitalise(shown)) },
  };
}

/** A sentence for an event of a kind that this model has no words for. */
export function tellUnknown(narrator: Narrator, event: ChronicleEvent, scene: Scene): void {
  const detail = sentenceOf(event.detail ?? '');
  if (detail !== '' && narrator.add(polish(detail), scene)) return;
  const kind = event.type.replace(/[_-]+/gu, ' ');
  const who = scene.actor?.name;
  const items = [
    `Something happened {in:place} that could only be called ${/^[aeiou]/u.test(kind) ? 'an' : 'a'} ${kind}.`,
    `It came to ${/^[aeiou]/u.test(kind) ? 'an' : 'a'} ${kind} {in:place}${who === undefined ? '' : ', and {A} was part of it'}.`,
  ];
  const text = narrator.compose(pick(items, narrator.draw) ?? '', scene);
  if (text !== undefined)
    narrator.force(detail === '' ? text : `${text.replace(/\.$/u, '')}: ${detail}`, scene);
}
