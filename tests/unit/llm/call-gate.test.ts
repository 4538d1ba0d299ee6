import { setMaxListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CallGate, type Entry } from '../../../src/llm/call-gate.js';
import { PoolQuota } from '../../../src/llm/rate/pool-quota.js';
import type { RateStore } from '../../../src/llm/rate/store.js';
import { memoryRateStore } from '../../support/memory-rate-store.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const SILENT = { debug: () => undefined, warn: () => undefined, error: () => undefined };
const TASK = new AbortController().signal;
setMaxListeners(0, TASK);

function gateWith({ requests, tokens, slots = 100, store = memoryRateStore(Date.now) }: GateOptions = {}) {
  return new CallGate(slots, new PoolQuota({ store, requests, tokens, log: SILENT }));
}
interface GateOptions {
  readonly requests?: number;
  readonly tokens?: number;
  readonly slots?: number;
  readonly store?: RateStore;
}

/** Enters and notes, when it is let through or sent away, at which second. */
function visit(gate: CallGate, notes: string[], name: string, signal = TASK, tokens = 0): Promise<Entry> {
  const start = Date.now();
  const entry = gate.enter(name.split(' ')[0] ?? '', tokens, signal);
  void entry.then(({ kind }) => notes.push(`${name} ${kind} ${Math.round((Date.now() - start) / 1000)}`));
  return entry;
}

describe('a gate with a quota', () => {
  it('lets calls through at the quota’s pace, round-robin over clients', async () => {
    // A call every 2.03 seconds.
    const gate = gateWith({ requests: 30 });
    const notes: string[] = [];
    for (const name of ['busy 1', 'busy 2', 'busy 3', 'busy 4', 'calm 1']) void visit(gate, notes, name);
    await vi.advanceTimersByTimeAsync(9_000);
    expect(notes).toEqual([
      'busy 1 admitted 0',
      'calm 1 admitted 2',
      'busy 2 admitted 4',
      'busy 3 admitted 6',
      'busy 4 admitted 8',
    ]);
  });

  it('lets a caller go at once, and gives its place to the next', async () => {
    const gate = gateWith({ requests: 30 });
    const notes: string[] = [];
    void visit(gate, notes, 'one');
    const caller = new AbortController();
    void visit(gate, notes, 'two', caller.signal);
    void visit(gate, notes, 'three');
    await vi.advanceTimersByTimeAsync(1_000);
    caller.abort();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(notes).toEqual(['one admitted 0', 'two gone 1', 'three admitted 2']);
  });

  it('lets nobody through before a place is due, also after the one who waited for it has gone', async () => {
    // A call every 4.07 seconds.
    const gate = gateWith({ requests: 15 });
    const notes: string[] = [];
    void visit(gate, notes, 'one');
    const caller = new AbortController();
    void visit(gate, notes, 'two', caller.signal);
    await vi.advanceTimersByTimeAsync(1_000);
    caller.abort();
    void visit(gate, notes, 'three');
    await vi.advanceTimersByTimeAsync(4_000);
    expect(notes).toEqual(['one admitted 0', 'two gone 1']);
  });

  it('sends away at once whom the quota has no place for within ten seconds', async () => {
    const gate = gateWith({ requests: 2 });
    const notes: string[] = [];
    await visit(gate, notes, 'one');
    const entry = await visit(gate, notes, 'two');
    expect(entry).toMatchObject({ kind: 'limited' });
    expect(entry.kind === 'limited' && entry.retryAfterMs).toBeCloseTo(30_500, -3);
  });

  it('sends away after ten seconds in the line, each with a moment of its own to come back', async () => {
    const gate = gateWith({ requests: 30 });
    const entries = Array.from({ length: 10 }, (_, call) => gate.enter(`client-${call}`, 0, TASK));
    await vi.advanceTimersByTimeAsync(10_500);
    const settled = await Promise.all(entries);
    const waits = settled.flatMap((entry) => (entry.kind === 'limited' ? [entry.retryAfterMs] : []));
    expect(settled.filter(({ kind }) => kind === 'admitted')).toHaveLength(5);
    expect(waits).toHaveLength(5);
    waits.slice(1).forEach((wait, index) => {
      expect(wait - (waits[index] ?? 0)).toBeGreaterThan(1_900);
    });
  });

  it('sends away at once who would stand behind ten seconds of others, but not who would stand before them', async () => {
    const gate = gateWith({ requests: 30 });
    const notes: string[] = [];
    for (let call = 0; call < 6; call += 1) void visit(gate, notes, 'busy');
    await vi.advanceTimersByTimeAsync(100);
    for (let call = 0; call < 4; call += 1) void visit(gate, notes, 'busy');
    void visit(gate, notes, 'calm');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(notes.filter((note) => note === 'busy limited 0').length).toBeGreaterThan(0);
    expect(notes).toContain('calm admitted 4');
  });

  it('keeps a call that waits for a slot only, however long', async () => {
    const gate = gateWith({ requests: 600, slots: 1 });
    const notes: string[] = [];
    const holding = await visit(gate, notes, 'one');
    void visit(gate, notes, 'two');
    await vi.advanceTimersByTimeAsync(25_000);
    if (holding.kind === 'admitted') holding.leave(undefined);
    await vi.advanceTimersByTimeAsync(0);
    expect(notes).toEqual(['one admitted 0', 'two admitted 25']);
  });

  it('counts tokens by estimate and corrects it by what the call took', async () => {
    // 4,800 tokens at once, and 905 a second.
    const gate = gateWith({ tokens: 60_000 });
    const notes: string[] = [];
    const first = await visit(gate, notes, 'one', TASK, 4_800);
    void visit(gate, notes, 'two', TASK, 4_800);
    await vi.advanceTimersByTimeAsync(2_000);
    if (first.kind === 'admitted') first.leave(1_000);
    void visit(gate, notes, 'three', TASK, 1_000);
    await vi.advanceTimersByTimeAsync(9_000);
    expect(notes).toEqual(['one admitted 0', 'two admitted 5', 'three admitted 3']);
  });

  it('lets a call pass that is large against the quota, however many small ones come all the time', async () => {
    const store = memoryRateStore(Date.now);
    const [busy, other] = [gateWith({ tokens: 32_000, store }), gateWith({ tokens: 32_000, store })];
    const small: number[] = [];
    const keepAsking = async () => {
      for (;;) {
        const entry = await busy.enter('small', 200, TASK);
        if (entry.kind === 'admitted') {
          small.push(Date.now());
          entry.leave(200);
        }
        await new Promise((resolve) => setTimeout(resolve, 2_000));
      }
    };
    for (let caller = 0; caller < 3; caller += 1) void keepAsking();
    await vi.advanceTimersByTimeAsync(60_000);
    const begun = Date.now();
    let passed = 0;
    /** As a task does that is handed back until the moment it is told. */
    const comeBack = async (gate: CallGate) => {
      const entry = await gate.enter('large', 12_000, TASK);
      if (entry.kind === 'admitted') passed += 1;
      if (entry.kind === 'limited') setTimeout(() => void comeBack(gate), entry.retryAfterMs);
    };
    for (const gate of [busy, other]) void comeBack(gate);
    await vi.advanceTimersByTimeAsync(300_000);
    expect(passed).toBe(2);
    // The small ones go on before and after.
    expect(small.filter((at) => at > begun).length).toBeGreaterThan(100);
  });

  it('forgets its pace when nobody has waited for a while', async () => {
    const gate = gateWith({ tokens: 60_000 });
    const notes: string[] = [];
    for (let call = 0; call < 6; call += 1) void visit(gate, notes, 'before', TASK, 4_800);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(notes).toContain('before admitted 5');
    notes.length = 0;
    for (let call = 0; call < 9; call += 1) void visit(gate, notes, 'after', TASK, 500);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(notes).toEqual(Array.from({ length: 9 }, () => 'after admitted 0'));
  });

  it('leaves no timer behind', async () => {
    const gate = gateWith({ requests: 30 });
    const caller = new AbortController();
    setMaxListeners(0, caller.signal);
    const entries = Array.from({ length: 12 }, () => gate.enter('client', 0, caller.signal));
    await vi.advanceTimersByTimeAsync(3_000);
    caller.abort();
    await Promise.all(entries);
    await vi.advanceTimersByTimeAsync(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a quota whose store is away', () => {
  /** A store that can be taken away. */
  function breakable() {
    const memory = memoryRateStore(Date.now);
    let state: 'there' | 'refusing' | 'silent' = 'there';
    const through = <T>(call: () => Promise<T>): Promise<T> => {
      if (state === 'refusing') return Promise.reject(new Error('connection refused'));
      return state === 'silent' ? new Promise(() => undefined) : call();
    };
    const store: RateStore = {
      takePlace: (claim) => through(() => memory.takePlace(claim)),
      settleTokens: (tokenMs) => through(() => memory.settleTokens(tokenMs)),
    };
    return {
      store,
      become: (next: typeof state) => {
        state = next;
      },
    };
  }

  /** Processes that always have something to ask; the moments at which their calls pass. */
  function busyPool(
    store: RateStore,
    requests: number,
    processes: number,
    demand: (index: number) => number,
  ) {
    const passed: number[] = [];
    for (let index = 0; index < processes; index += 1) {
      const gate = gateWith({ store, requests });
      const keepAsking = async () => {
        for (;;) {
          const entry = await gate.enter('client', 0, TASK);
          if (entry.kind === 'admitted') {
            passed.push(Date.now());
            entry.leave(undefined);
          }
          await new Promise((resolve) => setTimeout(resolve, demand(index)));
        }
      };
      for (let caller = 0; caller < 5; caller += 1) void keepAsking();
    }
    return passed;
  }

  it.each(['refusing', 'silent'] as const)(
    'lets every process go on at its pace of the last minute, and none faster (%s)',
    async (how) => {
      const { store, become } = breakable();
      const QUOTA = 300;
      const passed = busyPool(store, QUOTA, 5, (index) => 50 + 400 * index);
      await vi.advanceTimersByTimeAsync(120_000);
      become(how);
      await vi.advanceTimersByTimeAsync(5_000);
      const start = Date.now();
      await vi.advanceTimersByTimeAsync(120_000);
      const during = passed.filter((at) => at >= start);
      expect(during.length).toBeGreaterThan(1.5 * QUOTA);
      become('there');
      await vi.advanceTimersByTimeAsync(120_000);
      for (const [index, at] of passed.entries()) {
        const after = passed[index + QUOTA];
        if (after !== undefined) expect(after - at).toBeGreaterThan(60_000 * 0.97);
      }
      const back = passed.filter((at) => at >= start + 180_000);
      expect(back.length).toBeGreaterThan(0.9 * QUOTA);
    },
  );

  it('lets a process that was idle make one call a minute', async () => {
    const { store, become } = breakable();
    become('refusing');
    const passed = busyPool(store, 300, 1, () => 1_000);
    await vi.advanceTimersByTimeAsync(240_000);
    expect(passed.length).toBeGreaterThanOrEqual(3);
    expect(passed.length).toBeLessThanOrEqual(5);
  });
});
