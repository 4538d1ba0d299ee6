import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWithinReach, whereabouts } from '../../../src/reality/perception.js';
import { applyEvent } from '../../../src/simulation/changes.js';
import { factsKnownTo } from '../../../src/simulation/known-facts.js';
import { rng } from '../../../src/simulation/random.js';
import { answered, CAST, isDecide, modelOf, playAll, snapshotOf } from './stage.js';

const WORLDS = ['skerrow_light', 'tessaly_ring', 'hallow_tor'];
const anyPlay = fc.record({ seed: fc.nat(), worldId: fc.constantFrom(...WORLDS) });

/** Plays 12 turns of a random run and hands them to a check. */
function everyRun(
  check: (run: Awaited<ReturnType<typeof playAll>>, snapshot: ReturnType<typeof snapshotOf>) => void,
) {
  return fc.assert(
    fc.asyncProperty(anyPlay, async ({ seed, worldId }) => {
      const snapshot = snapshotOf({ seed, worldId, turns: 12 });
      check(await playAll(snapshot), snapshot);
    }),
    { numRuns: 20 },
  );
}

describe('in every run', () => {
  it('nobody knows a fact without an event by which it was learned', () =>
    everyRun(({ states, records }, snapshot) => {
      const events = new Map(
        records.flatMap((record) => record.events).map((event) => [event.eventId, event]),
      );
      const [opening, last] = [states[0], states.at(-1)];
      if (opening === undefined || last === undefined) return;
      for (const id of CAST) {
        for (const [fact, { learned, eventId, from }] of Object.entries(factsKnownTo(snapshot, last, id))) {
          if (learned === 'lore') {
            expect(factsKnownTo(snapshot, opening, id)).toHaveProperty(fact);
            continue;
          }
          const how =
            learned === 'told' ? { kind: 'told', from, to: id, fact } : { kind: 'learn', persona: id, fact };
          expect(events.get(eventId)?.effects).toContainEqual(expect.objectContaining(how));
        }
      }
    }));

  it('nobody passes on what it does not know, or to somebody out of earshot', () =>
    everyRun(({ states, records }, snapshot) => {
      const opening = states[0];
      if (opening === undefined) return;
      const learned = new Map(
        CAST.map((id) => [id, new Set(Object.keys(factsKnownTo(snapshot, opening, id)))] as const),
      );
      records.forEach(({ events, turn }) => {
        let state = states[turn - 1];
        for (const event of events) {
          for (const change of event.effects) {
            if (change.kind === 'learn') learned.get(change.persona)?.add(change.fact);
            if (change.kind !== 'told' || state === undefined) continue;
            const teller = state.personas[change.from];
            const hearer = state.personas[change.to];
            expect(learned.get(change.from)).toContain(change.fact);
            const near = [
              teller?.locationId,
              ...(snapshot.world.locations[teller?.locationId ?? '']?.connections ?? []),
            ];
            expect(near).toContain(hearer?.locationId);
            if (event.dialogue?.volume !== 'loud') expect(hearer?.locationId).toBe(teller?.locationId);
            learned.get(change.to)?.add(change.fact);
          }
          if (state !== undefined) state = applyEvent(state, event);
        }
      });
    }));

  it('nobody acts on a person or thing that is not there', () =>
    everyRun(({ states, records }) => {
      for (const { events, turn, reports } of records) {
        let state = states[turn - 1];
        for (const event of events) {
          const decision = reports
            .map(({ finalAction }) => finalAction)
            .find((action) => action?.actorId === event.agentId && action?.verb === event.data.verb);
          const actor = state?.personas[event.agentId ?? ''];
          if (
            state !== undefined &&
            actor !== undefined &&
            decision?.target !== undefined &&
            event.outcome !== 'blocked' &&
            event.data.gone !== true
          ) {
            const { target } = decision;
            const ways = state.world.locations[actor.locationId]?.connections ?? [];
            expect(isWithinReach(state, actor, target) || ways.includes(target), target).toBe(true);
          }
          if (state !== undefined) state = applyEvent(state, event);
        }
      }
    }));

  it('briefs show only who and what is in the same place', () =>
    everyRun(({ states, records }, snapshot) => {
      for (const { briefs, turn, events } of records) {
        const first = events.findIndex(({ agentId }) => agentId !== undefined);
        const stirred = events.slice(0, first < 0 ? events.length : first);
        const before = states[turn - 1];
        const state = before === undefined ? undefined : stirred.reduce(applyEvent, before);
        if (state === undefined) continue;
        for (const { personaId, present, things, facts } of briefs) {
          const here = state.personas[personaId]?.locationId;
          for (const other of present) expect(state.personas[other]?.locationId).toBe(here);
          for (const thing of things)
            expect(whereabouts(state, thing)).toMatchObject({ locationId: here, concealed: false });
          const after = states[turn];
          const known = after === undefined ? {} : factsKnownTo(snapshot, after, personaId);
          for (const fact of facts) expect(known).toHaveProperty(fact);
        }
      }
    }));

  it('every thing is in exactly one place and none is made or lost', () =>
    everyRun(({ states }, snapshot) => {
      const ids = Object.keys(snapshot.world.entities).sort();
      for (const { world, personas } of states) {
        expect(Object.keys(world.entities).sort()).toEqual(ids);
        for (const { locationId, containerId } of Object.values(world.entities)) {
          expect([locationId, containerId].filter((place) => place !== undefined)).toHaveLength(1);
          if (locationId !== undefined) expect(world.locations).toHaveProperty(locationId);
          if (containerId !== undefined)
            expect({ ...world.entities, ...personas }).toHaveProperty(containerId);
        }
      }
    }));

  it('measures stay within their bounds and people within the map', () =>
    everyRun(({ states }) => {
      for (const { personas, world } of states) {
        expect(Object.keys(personas).sort()).toEqual([...CAST].sort());
        for (const { resources, relationships, state, locationId } of Object.values(personas)) {
          expect(world.locations).toHaveProperty(locationId);
          for (const { current, maximum } of Object.values(resources)) {
            expect(current).toBeGreaterThanOrEqual(0);
            expect(current).toBeLessThanOrEqual(maximum);
          }
          expect(state.stress).toBeGreaterThanOrEqual(0);
          expect(state.stress).toBeLessThanOrEqual(1);
          for (const { affinity, trust } of Object.values(relationships)) {
            expect(Math.abs(affinity)).toBeLessThanOrEqual(1);
            expect(trust).toBeGreaterThanOrEqual(0);
            expect(trust).toBeLessThanOrEqual(1);
          }
        }
      }
    }));

  it('events alone lead from one state to the next, but for rest and time', () =>
    everyRun(({ states, records }) => {
      records.forEach(({ events }, index) => {
        const before = states[index];
        const after = states[index + 1];
        if (before === undefined || after === undefined) return;
        const replayed = events.reduce(applyEvent, before);
        expect(replayed.world.entities).toEqual(after.world.entities);
        expect(replayed.world.locations).toEqual(after.world.locations);
        expect(replayed.found).toEqual(after.found);
        expect(Object.values(replayed.personas).map(({ locationId }) => locationId)).toEqual(
          Object.values(after.personas).map(({ locationId }) => locationId),
        );
      });
    }));
});

describe('whatever an answer aims an action at', () => {
  const aimingAt = (ids: readonly string[]) =>
    modelOf(({ data, seed, key }) => {
      if (!isDecide(data)) return { ok: false, reason: 'refused' };
      const dice = rng(seed ?? 0, 0, 'test', key);
      const action = dice.pick(data.options)?.action ?? 'wait';
      const target = dice.pick(dice.chance(0.5) ? data.things.map(({ id }) => id) : ids) ?? null;
      return answered({ thought: 'because', action, target, dialogue: null, intensity: 'normal' });
    });

  it('the turn is played, people are nothing to carry, and what is in somebody’s hands stays there', () =>
    fc.assert(
      fc.asyncProperty(anyPlay, async ({ seed, worldId }) => {
        const snapshot = snapshotOf({ seed, worldId, turns: 12 });
        const { entities, locations } = snapshot.world;
        const ids = [CAST, Object.keys(entities), Object.keys(locations), 'constructor'].flat();
        const { records, states } = await playAll(snapshot, aimingAt(ids));
        records.forEach(({ events }, index) => {
          let state = states[index];
          for (const event of events) {
            for (const change of event.effects) {
              if (change.kind !== 'place') continue;
              expect(entities).toHaveProperty(change.thing);
              const holder = state?.world.entities[change.thing]?.containerId;
              const isTaken = CAST.includes(holder ?? '') && holder !== event.agentId;
              if (isTaken && event.agentId !== undefined) expect(event.data.verb).toBe('betray');
            }
            if (state !== undefined) state = applyEvent(state, event);
          }
        });
      }),
      { numRuns: 20 },
    ));
});

describe('a long run', () => {
  it.each(WORLDS)('still moves at turn 100 in %s', { timeout: 20_000 }, async (worldId) => {
    const { records, states } = await playAll(snapshotOf({ worldId, turns: 100, seed: 11 }));
    const late = records.slice(80).flatMap(({ events }) => events);
    expect(new Set(late.map(({ type }) => type)).size).toBeGreaterThanOrEqual(7);
    expect(late.filter(({ outcome }) => outcome === 'success').length).toBeGreaterThan(40);
    expect(JSON.stringify(states.at(-1)).length).toBeLessThan(1_000_000);
  });
});
