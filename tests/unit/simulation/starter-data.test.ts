import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { characterSchema } from '../../../src/simulation/character.js';
import { worldFileSchema } from '../../../src/simulation/world-file.js';

const folder = (name: string) => new URL(`../../../data/${name}/`, import.meta.url);
const read = (name: string, file: string): unknown =>
  JSON.parse(readFileSync(new URL(file, folder(name)), 'utf8'));
const files = (name: string) => readdirSync(folder(name)).filter((file) => file.endsWith('.json'));

describe('the starter cast', () => {
  it.each(files('characters'))('%s is a valid character named after its file', (file) => {
    const parsed = characterSchema.parse(read('characters', file));
    expect(`${parsed.id}.json`).toBe(file);
  });

  it('has the characters that requests are promised', () => {
    expect(files('characters')).toEqual(
      expect.arrayContaining(['alice', 'bob', 'pilot', 'engineer', 'scientist'].map((id) => `${id}.json`)),
    );
    expect(files('characters').length).toBeGreaterThanOrEqual(10);
  });

  it('bonds only to members of the cast', () => {
    const ids = files('characters').map((file) => file.replace('.json', ''));
    for (const file of files('characters')) {
      const { relationships } = characterSchema.parse(read('characters', file));
      expect(ids).toEqual(expect.arrayContaining(Object.keys(relationships)));
    }
  });
});

describe('the starter worlds', () => {
  it.each(files('worlds'))('%s is a valid world with enough to play for', (file) => {
    const world = worldFileSchema.parse(read('worlds', file));
    expect(world.discoveries.length).toBeGreaterThanOrEqual(20);
    expect(world.complications.length).toBeGreaterThanOrEqual(12);
    expect(world.things.length).toBeGreaterThanOrEqual(10);
    expect(world.objectives.some(({ lost }) => lost !== undefined)).toBe(true);
  });

  it.each(files('worlds'))('%s lets every discovery and every need be reached', (file) => {
    const world = worldFileSchema.parse(read('worlds', file));
    const found = new Set<string>();
    const visible = new Set(world.things.filter(({ hidden }) => !hidden).map(({ id }) => id));
    for (let grew = true; grew; ) {
      const before = found.size + visible.size;
      for (const { id, requires, thing, reveals } of world.discoveries) {
        if (requires.every((need) => found.has(need)) && (thing === undefined || visible.has(thing))) {
          found.add(id);
          for (const shown of reveals) visible.add(shown);
        }
      }
      for (const { needs, does } of world.things) {
        if (!needs.every((need) => found.has(need) || visible.has(need))) continue;
        for (const effect of does?.effects ?? []) if (effect.kind === 'reveal') visible.add(effect.thing);
      }
      for (const { effects } of world.complications) {
        for (const effect of effects) if (effect.kind === 'reveal') visible.add(effect.thing);
      }
      grew = found.size + visible.size > before;
    }
    expect([...found].sort()).toEqual(world.discoveries.map(({ id }) => id).sort());
    expect([...visible].sort()).toEqual(world.things.map(({ id }) => id).sort());
  });
});
