import { describe, expect, it } from 'vitest';
import { inFirstCase, ME } from '../../../src/llm/offline/first-person-prose.js';
import { pointOfView } from '../../../src/narrative/point-of-view.js';
import type { Style } from '../../../src/simulation/types.js';
import { tellChapters } from './chapters.js';
import { repeats, slips } from './prose-measures.js';
import { type Played, play, WORLDS } from './simulations.js';

const CAST = ['alice', 'bob', 'maud'] as const;
const RUNS = WORLDS.flatMap((world) => [1, 2, 3, 4].map((seed) => ({ world, seed })));
const FIRST: Style = { pov: 'first_person' };
const LIMITED: Style = { pov: 'third_limited' };

const told = ({ world, seed }: (typeof RUNS)[number], style: Style): Promise<Played> =>
  play(world, CAST, 8, seed, style);
const unquoted = (prose: string): string => prose.replace(/"[^"]*"/gu, '""');

describe('a point of view', () => {
  it('is read from a wish in any words and is omniscient where there is none', () => {
    expect(pointOfView({ pov: 'first_person' })).toBe('first_person');
    expect(pointOfView({ pov: 'First person, please' })).toBe('first_person');
    expect(pointOfView({ pov: 'close third' })).toBe('third_limited');
    expect(pointOfView({ pov: 'third_limited' })).toBe('third_limited');
    expect(pointOfView({ pov: 'third_omniscient' })).toBe('third_omniscient');
    expect(pointOfView({})).toBe('third_omniscient');
  });
});

describe('the one who tells, in the case that the sentence needs', () => {
  it.each([
    [`${ME} went in.`, 'I went in.'],
    [`Ben told ${ME} nothing.`, 'Ben told me nothing.'],
    [`Because ${ME} was tired, Ben and ${ME} stopped.`, 'Because I was tired, Ben and I stopped.'],
    [`Between Ben and ${ME} there was a wall.`, 'Between Ben and me there was a wall.'],
    [`It lay in ${ME}'s hand.`, 'It lay in my hand.'],
    [`"No," said ${ME}.`, '"No," I said.'],
    [`It was ${ME} who spoke.`, 'It was me who spoke.'],
    [`There was only ${ME}.`, 'There was only me.'],
    [`When ${ME} looked up, Ben took ${ME} by the sleeve.`, 'When I looked up, Ben took me by the sleeve.'],
  ])('%s', (given, wanted) => {
    expect(inFirstCase(given)).toBe(wanted);
  });
});

describe('a story in the first person', () => {
  it.each(RUNS)('is told as I and calls itself by name only once ($world, seed $seed)', async (run) => {
    const { chapters, names, failures } = await told(run, FIRST);
    const prose = chapters.join('\n\n');
    expect(failures).toBe(0);
    expect(slips(prose)).toEqual([]);
    expect(repeats(prose, names)).toEqual([]);
    expect(prose).toMatch(/\bI\b/u);
    expect(unquoted(prose).match(/\bAlice\b/gu)).toHaveLength(1);
    expect(unquoted(prose)).not.toMatch(
      /(?<!and )\bI (?:is|has|were)\b|\b(?:Between|to|of|with|from) I\b|\b[Mm]e (?:was|had)\b/u,
    );
  });
});

describe('a story with a single view', () => {
  it.each(RUNS)('tells no find of others that did not reach the view ($world, seed $seed)', async (run) => {
    for (const style of [FIRST, LIMITED]) {
      const { chapters, records } = await told(run, style);
      records.forEach(({ events, briefs }, index) => {
        const known = new Set(briefs.find(({ personaId }) => personaId === 'alice')?.facts);
        for (const { effects } of events)
          for (const change of effects) {
            if (change.kind === 'learn' && change.persona === 'alice') known.add(change.fact);
            if (change.kind === 'told' && change.to === 'alice') known.add(change.fact);
          }
        for (const event of events) {
          if (event.type !== 'discovery' || known.has(event.provides[0] ?? '')) continue;
          expect(unquoted(chapters[index] ?? '')).not.toContain(event.data.detail);
        }
      });
    }
  });

  it('mentions every event and names everybody who acts out of sight', () => {
    for (const style of [FIRST, LIMITED]) {
      for (const seed of [1, 2, 3, 4, 5, 6]) {
        const { chapters } = tellChapters(seed, 4, 5, (data) => ({
          ...data,
          style,
          view: { persona: 'p0', person: style === FIRST ? 'first' : 'third' },
          events: data.events.map((event, at) => ({
            ...event,
            witnesses: at % 2 === 0 ? ['p0', event.actor ?? 'p1'] : [event.actor ?? 'p1'],
          })),
        }));
        for (const { data, prose, ids } of chapters) {
          expect(ids).toEqual(data.events.map(({ eventId }) => eventId));
          expect(slips(prose)).toEqual([]);
          for (const { actor } of data.events) {
            const name = data.cast.find(({ id }) => id === actor)?.name ?? '';
            const called = name.replace('Dr. ', '').split(' ')[0] ?? '';
            if (actor !== undefined && (actor !== 'p0' || style === LIMITED)) expect(prose).toContain(called);
          }
        }
      }
    }
  });

  it('is another story than the omniscient one, of the same events', async () => {
    const [run = { world: '', seed: 0 }] = RUNS;
    const [all, one] = await Promise.all([told(run, {}), told(run, LIMITED)]);
    expect(one.chapters).not.toEqual(all.chapters);
    expect(one.records.map(({ events }) => events)).toEqual(all.records.map(({ events }) => events));
  });
});
