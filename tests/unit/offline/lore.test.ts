import { describe, expect, it } from 'vitest';
import { type LoreEntry, loreEntrySchema } from '../../../src/simulation/lore-entry.js';
import type { Style } from '../../../src/simulation/types.js';
import { play } from './simulations.js';

/** The chapters of a story of three people, whose world knows of these things at all times. */
async function chaptersWith(
  lore: readonly (Partial<LoreEntry> & { readonly content: string })[],
  { turns = 4, style = {} }: { readonly turns?: number; readonly style?: Style } = {},
): Promise<readonly string[]> {
  const entries = lore.map((entry, index) =>
    loreEntrySchema.parse({ uid: `${index}`, constant: true, ...entry }),
  );
  return (await play('skerrow_light', ['alice', 'bob', 'corvin'], turns, 3, style, entries)).chapters;
}

describe('the offline narrator', () => {
  it('quotes lore as what people say, a sentence in a chapter, each once', async () => {
    const first = 'The bell under the reef was cast for a church that was never built.';
    const second = 'No keeper has ever left the rock by daylight.';
    const chapters = await chaptersWith([{ content: `${first} ${second}`, order: 200 }]);
    expect(chapters[0]).toContain(`"${first}"`);
    expect(chapters[1]).toContain(`"${second}"`);
    expect(chapters.join(' ').split(first)).toHaveLength(2);
    expect(chapters.join(' ').split(second)).toHaveLength(2);
  });

  it.each([
    '[Species: elf; age: 300; likes: cats]',
    'Large, wolf-like creatures of the deep wood.',
    'You are in the service of {{user}} and must obey.',
    'I was born in the year of the comet.',
    '*The lamp* was **always** lit.',
    '"We were never told," said the harbour master.',
    'See https://example.com/wiki for what was known.',
    'no capital was ever wasted on it.',
    'She has owed the harbour master a boat since the flood.',
    'It was built by people who did not mean to stay.',
    'But nobody has been there since.',
    `Everything was ${'very '.repeat(60)}long.`,
  ])('leaves untold what is no sentence of a story: %s', async (content) => {
    const [told, plain] = [
      await chaptersWith([{ content }], { turns: 2 }),
      await chaptersWith([], { turns: 2 }),
    ];
    expect(told).toEqual(plain);
  });

  it('keeps from the reader what not everybody may know', async () => {
    const secret = 'The keeper was the last of the drowned kings.';
    const chapters = await chaptersWith([{ content: secret, public: false, subjects: ['Bob'] }]);
    expect(chapters.join(' ')).not.toContain(secret);
  });

  it.each<Style>([
    { pov: 'first_person' },
    { pov: 'third_limited' },
    { narrativeStyle: 'noir' },
    { verbosity: 0 },
  ])('does so however the story is told: %j', async (style) => {
    const sentence = 'The bell under the reef was cast for a church that was never built.';
    const chapters = await chaptersWith([{ content: sentence }], { style });
    expect(chapters.join('\n')).toContain(`"${sentence}"`);
  });
});
