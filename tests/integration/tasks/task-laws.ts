import { expect } from 'vitest';
import { TERMINAL } from '../../../src/tasks/state.js';
import type { Row, Rows } from './task-actors.js';
import { type Deed, type Met, orderOf } from './task-order.js';

/** What holds whatever several actors do to tasks at the same moment, and all the time. */

/** What was accepted so far, by task. */
export class History {
  readonly claims = new Map<string, Set<number>>();
  readonly turns = new Map<string, number[]>();
  readonly chapters = new Map<string, number[]>();

  note({ deed, after }: Met): void {
    const { taskId, name } = deed;
    if (!deed.done) return;
    if (name === 'claim') listOf(this.claims, taskId, () => new Set<number>()).add(after.fence);
    if (name === 'commit') listOf(this.turns, taskId, () => []).push(after.fence);
    if (name === 'tell') listOf(this.chapters, taskId, () => []).push(after.fence);
  }
}

function listOf<List>(map: Map<string, List>, key: string, make: () => List): List {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}

/** Holds what a batch answered and left behind against the laws; returns the orders that explain it. */
export function check(before: Rows, deeds: readonly Deed[], after: Rows): readonly Met[] {
  const met: Met[] = [];
  for (const [id, now] of after) {
    const was = before.get(id);
    if (was === undefined) {
      // Just submitted; nobody else knows it yet but the dispatch.
      expect([now.status, now.fence]).toEqual(['queued', 0]);
      continue;
    }
    const own = deeds
      .filter((deed) => deed.taskId === id)
      .map((deed) => (isHeldUp(deed, now, before, deeds) ? heldUp(deed) : deed));
    const order = orderOf(lifeOf(was), own, lifeOf(now));
    expect(
      order,
      `${JSON.stringify(own)} lead from ${text(was)} to ${text(now)} in some order`,
    ).toBeDefined();
    met.push(...(order ?? []));
    if (!own.some(({ done }) => done)) {
      expect(now.everything, 'what is refused, or done to another, changes nothing').toBe(was.everything);
    }
    if (was.status === 'completed' || was.status === 'cancelled') {
      expect(now.everything, 'ended is ended').toBe(was.everything);
    }
    expect(now.progress, 'progress never falls').toBeGreaterThanOrEqual(was.progress);
    expect(now.eventNumbers, 'events are numbered without a gap').toEqual(upTo(now.events));
    expect(now.turnNumbers, 'turns are contiguous').toEqual(upTo(now.turns));
    if (TERMINAL.has(now.status)) {
      expect(now.lastEvent, 'the last event tells the end').toBe(now.status);
    }
  }
  return met;
}

function lifeOf(row: Row) {
  const { status, fence, attempt, failures, uncleanEnds, dispatched, events, turns, chapters } = row;
  return { status, fence, attempt, failures, uncleanEnds, dispatched, events, turns, chapters };
}
const text = (row: Row) => JSON.stringify(lifeOf(row));

function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** Whether a claim was refused because another task of its serial key ran, or was given to a worker at that moment. */
function isHeldUp(deed: Deed, task: Row, before: Rows, deeds: readonly Deed[]): boolean {
  if (deed.name !== 'claim' || deed.done) return false;
  return othersOf(task, before).some(
    (other) =>
      other.status === 'running' ||
      deeds.some(({ name, done, taskId }) => name === 'claim' && done && taskId === other.id),
  );
}

const heldUp = (deed: Deed): Deed => ({ ...deed, name: 'claim of a key in use', effect: () => null });

function othersOf(task: Row, rows: Rows): readonly Row[] {
  return [...rows.values()].filter(
    ({ id, serialKey }) => id !== task.id && serialKey !== null && serialKey === task.serialKey,
  );
}

/** Tasks of a serial key go one at a time, in order: whatever stayed open or running meanwhile holds the others up. */
export function checkSerialKeys(before: Rows, deeds: readonly Deed[], after: Rows): void {
  const stayed = (row: Row) =>
    after.get(row.id)?.fence === row.fence && after.get(row.id)?.status === row.status;
  for (const { name, done, taskId } of deeds) {
    const task = before.get(taskId);
    if (!done || task === undefined) continue;
    const blocking = othersOf(task, before).filter(
      (other) =>
        stayed(other) &&
        (name === 'claim'
          ? other.status === 'running'
          : name === 'dispatch' &&
            !TERMINAL.has(other.status) &&
            (other.serialNo ?? 0) < (task.serialNo ?? 0)),
    );
    expect(blocking.map(text), `what holds up the ${name} of ${text(task)}`).toEqual([]);
  }
  const running = [...after.values()].filter(({ status, serialKey }) => status === 'running' && serialKey);
  expect(new Set(running.map(({ serialKey }) => serialKey)).size, 'one runs of each key').toBe(
    running.length,
  );
}

export function checkHistory(history: History, rows: Rows): void {
  for (const [id, row] of rows) {
    expect(row.turnFences, 'turns are those that were accepted').toEqual(history.turns.get(id) ?? []);
    expect(row.chapterFences, 'so are chapters').toEqual(history.chapters.get(id) ?? []);
    expect(row.attempt, 'each claim got a fence of its own').toBe(history.claims.get(id)?.size ?? 0);
    for (const fences of [row.turnFences, row.chapterFences]) {
      expect(fences).toEqual(fences.toSorted((a, b) => a - b));
      for (const fence of fences) expect(history.claims.get(id)).toContain(fence);
    }
  }
}

/** What a deed did, as text. */
export function told({ deed, before, after }: Met): string {
  if (!deed.done)
    return ['cancel', 'retry'].includes(deed.name)
      ? `${deed.name}: ${before.status} stays`
      : `${deed.name} refused`;
  return before.status === after.status ? deed.name : `${deed.name}: ${before.status} to ${after.status}`;
}
