import type { StoryEvent } from '../simulation/types.js';

/** What the story has established, as far as later events are judged by it. */
export interface CoherenceLedger {
  /** Story time of the latest event, seconds. */
  readonly latest: number;
  /** Where each persona was last, and when it was seen there; `time` is absent for where it started. */
  readonly positions: Readonly<Record<string, { readonly place: string; readonly time?: number }>>;
  /**
   * What events can require, with the turn in which it first came about: types, the words in their data that could be
   * ids, and what they provide. As many as the world's files and the engine's actions have names.
   */
  readonly held: Readonly<Record<string, number>>;
}

/** The ledger before turn 1. */
export function openLedger(places: Readonly<Record<string, string>>, time: number): CoherenceLedger {
  return {
    latest: time,
    positions: Object.fromEntries(Object.entries(places).map(([id, place]) => [id, { place }])),
    held: {},
  };
}

/** A ledger that a turn writes to; the one it was opened over stays as it is. */
export interface LedgerDraft {
  readonly latest: () => number;
  readonly positionOf: (persona: string | undefined) => CoherenceLedger['positions'][string] | undefined;
  readonly holds: (requirement: string) => boolean;
  /** @param happened false for what was only tried: its effects move nobody */
  readonly record: (event: StoryEvent, provides: readonly string[], happened?: boolean) => void;
  readonly seal: () => CoherenceLedger;
}

const ID = /^[a-z0-9][a-z0-9_-]{0,49}$/;

export function draftLedger(ledger: CoherenceLedger): LedgerDraft {
  let { latest } = ledger;
  const positions = new Map<string, CoherenceLedger['positions'][string]>();
  const held = new Map<string, number>();
  const holds = (requirement: string) => held.has(requirement) || Object.hasOwn(ledger.held, requirement);
  return {
    latest: () => latest,
    positionOf: (persona) => {
      if (persona === undefined) return undefined;
      return (
        positions.get(persona) ??
        (Object.hasOwn(ledger.positions, persona) ? ledger.positions[persona] : undefined)
      );
    },
    holds,
    record: (event, provides, happened = true) => {
      const { turn, time, type, agentId, locationId, effects, data } = event;
      const hold = (token: string) => {
        if (!holds(token)) held.set(token, turn);
      };
      latest = Math.max(latest, time);
      if (agentId !== undefined && locationId !== undefined) {
        positions.set(agentId, { place: locationId, time });
      }
      if (happened) {
        for (const { kind, persona, to } of effects) {
          if (kind !== 'move' || typeof persona !== 'string' || typeof to !== 'string') continue;
          positions.set(persona, { place: to, time });
        }
      }
      hold(type);
      for (const key in data) {
        const value = data[key];
        if (typeof value === 'string' && ID.test(value)) hold(value);
      }
      provides.forEach(hold);
    },
    seal: () => ({
      latest,
      positions: merged(ledger.positions, positions),
      held: merged(ledger.held, held),
    }),
  };
}

/** `Object.fromEntries` makes an own member of every key, whatever word it is. */
function merged<T>(record: Readonly<Record<string, T>>, added: ReadonlyMap<string, T>) {
  return added.size === 0 ? record : Object.fromEntries([...Object.entries(record), ...added]);
}
