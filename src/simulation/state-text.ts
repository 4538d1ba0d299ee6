import { keysOf } from '../reality/bounded-draft.js';
import { remembered } from './keys.js';
import type { SimulationState } from './state.js';

/**
 * A whole state as JSON. Nearly all of it is what has happened, what is remembered of it and what is believed, and most of
 * that stays as it is from one checkpoint to the next: its text is kept, and only the rest is written anew.
 */

/** What `JSON.stringify` makes of a state. */
export function stateText(state: SimulationState): string {
  return objectText(state, (name, value) => {
    if (name === 'memories') return objectText(state.memories, (_, store) => memoryText(store));
    if (name === 'story') return storyText(state.story);
    if (name === 'beliefs') return beliefsText(state.beliefs);
    return JSON.stringify(value);
  });
}

function memoryText(store: SimulationState['memories'][string]): string {
  return objectText(store, (name, value) =>
    name === 'pages' ? listText(store.pages, keptList) : JSON.stringify(value),
  );
}

function beliefsText(beliefs: SimulationState['beliefs']): string {
  return objectText(beliefs, (name, value) => {
    if (name === 'nested') return objectText(beliefs.nested, (_, model) => objectText(model, keptMember));
    if (name !== 'stores') return JSON.stringify(value);
    return objectText(beliefs.stores, (_, store) =>
      objectText(store, (part, held) =>
        part === 'entries' ? objectText(store.entries, keptMember) : JSON.stringify(held),
      ),
    );
  });
}

function storyText(story: SimulationState['story']): string {
  return objectText(story, (name, value) =>
    name === 'graph'
      ? objectText(story.graph, (part, list) =>
          part === 'nodes' ? listText(story.graph.nodes, keptText) : JSON.stringify(list),
        )
      : JSON.stringify(value),
  );
}

/** Of what is never written to. */
const texts = new WeakMap<object, string>();

function keptText(value: object): string {
  let text = texts.get(value);
  if (text === undefined) {
    text = JSON.stringify(value);
    texts.set(value, text);
  }
  return text;
}

/** A list that items come to and go from: theirs are kept as well. */
function keptList(list: readonly object[]): string {
  let text = texts.get(list);
  if (text === undefined) {
    text = listText(list, keptText);
    texts.set(list, text);
  }
  return text;
}

/** Names of members with what follows them. */
const nameText = remembered(4096, (name) => `${JSON.stringify(name)}:`);

function keptMember(_: string, value: object): string {
  return keptText(value);
}

function listText<T>(list: readonly T[], textOf: (item: T) => string): string {
  let text = '';
  let before = '[';
  for (const item of list) {
    text += before;
    text += textOf(item);
    before = ',';
  }
  return `${text === '' ? before : text}]`;
}

function objectText<T>(
  object: { readonly [Name in keyof T]: T[Name] },
  textOf: (name: string, value: T[keyof T]) => string,
): string {
  let text = '';
  let before = '{';
  for (const name of keysOf(object)) {
    const value = object[name as keyof T];
    if (value === undefined) continue;
    text += before;
    text += nameText(name);
    text += textOf(name, value);
    before = ',';
  }
  return `${text === '' ? before : text}}`;
}
