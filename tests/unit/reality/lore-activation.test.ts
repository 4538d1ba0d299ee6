import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activateLore, type LoreScan, loreBudget } from '../../../src/reality/lore/activation.js';
import { isUnusablePattern, keyMatches } from '../../../src/reality/lore/matching.js';
import { type LoreEntry, loreEntrySchema } from '../../../src/simulation/lore-entry.js';

/** An entry that is found by the word `lamp` and says something of four tokens. */
function entry(uid: string, fields: Partial<LoreEntry> = {}): LoreEntry {
  return loreEntrySchema.parse({
    uid,
    keys: ['lamp'],
    content: `about ${uid} a text`.padEnd(16, '.'),
    ...fields,
  });
}

function scanned(entries: readonly LoreEntry[], fields: Partial<LoreScan> = {}) {
  const scan = {
    global: entries,
    messages: ['the lamp burns'],
    seed: 7,
    turn: 1,
    budget: { contextTokens: 4000 },
  };
  const { entries: came, trace, timed } = activateLore({ ...scan, ...fields });
  return {
    came: came.map(({ uid }) => uid),
    why: Object.fromEntries(trace.inserted.map((reason) => [reason.uid, reason])),
    rejected: Object.fromEntries(trace.rejected.map(({ uid, rejected }) => [uid, rejected])),
    contents: came.map(({ content }) => content),
    timed,
  };
}

describe('the order of entries', () => {
  it('is that of their numbers, the highest first, then of their ids', () => {
    const { came } = scanned([
      entry('b'),
      entry('high', { order: 200 }),
      entry('a'),
      entry('low', { order: 1 }),
    ]);
    expect(came).toEqual(['high', 'a', 'b', 'low']);
  });

  it("has a session's own lore before that of the world", () => {
    expect(scanned([entry('world', { order: 900 })], { session: [entry('own')] }).came).toEqual([
      'own',
      'world',
    ]);
  });
});

describe('an entry comes to mind', () => {
  it.each<[string, Partial<LoreEntry>, string[], boolean]>([
    ['by a word', { keys: ['lamp'] }, ['the LAMP burns'], true],
    ['not by part of a word', { keys: ['lam'] }, ['the lamp burns'], false],
    [
      'by part of a word where that is allowed',
      { keys: ['lam'], match_whole_words: false },
      ['the lamp'],
      true,
    ],
    ['by a phrase', { keys: ['lamp room'] }, ['in the lamp rooms'], true],
    ['not in another case where case counts', { keys: ['lamp'], case_sensitive: true }, ['the Lamp'], false],
    ['by a word beside a letter of another script', { keys: ['lamp'] }, ['灯lamp'], false],
    ['by a pattern', { keys: ['/l[au]mps?/i'] }, ['two LUMPS'], true],
    ['not by a pattern that is none', { keys: ['/l(amp/'] }, ['l(amp lamp'], false],
    ['by what was said two messages ago', {}, ['the lamp', 'a door'], true],
    ['not by what was said three messages ago', {}, ['the lamp', 'a door', 'a key'], false],
    ['by older words when it looks further back', { scan_depth: 3 }, ['the lamp', 'a door', 'a key'], true],
    ['never by words when it looks at none', { scan_depth: 0 }, ['the lamp'], false],
    ['always when it is constant', { keys: [], constant: true }, ['nothing'], true],
    ['not when it is switched off', { enabled: false, constant: true }, ['the lamp'], false],
    [
      'whatever is said when its text tells it to',
      { keys: [], content: '@@activate\nwords' },
      ['nothing'],
      true,
    ],
    [
      'never when its text forbids it',
      { constant: true, content: '@@dont_activate\nwords' },
      ['the lamp'],
      false,
    ],
  ])('%s', (_what, fields, messages, comes) => {
    expect(scanned([entry('it', fields)], { messages }).came).toEqual(comes ? ['it'] : []);
  });

  it('without the decorators of its text', () => {
    expect(scanned([entry('it', { content: '@@activate\n@@depth 3\nwhat is told' })]).contents).toEqual([
      'what is told',
    ]);
  });

  it.each<[LoreEntry['logic'], string, boolean]>([
    ['and_any', 'the lamp and oil', true],
    ['and_any', 'the lamp', false],
    ['not_all', 'the lamp and oil', true],
    ['not_all', 'the lamp, oil and wick', false],
    ['not_any', 'the lamp', true],
    ['not_any', 'the lamp and oil', false],
    ['and_all', 'the lamp, oil and wick', true],
    ['and_all', 'the lamp and oil', false],
  ])('by secondary keys: %s of "%s"', (logic, message, comes) => {
    const { came, rejected } = scanned([entry('it', { logic, secondary_keys: ['oil', 'wick'] })], {
      messages: [message],
    });
    expect(came).toEqual(comes ? ['it'] : []);
    if (!comes) expect(rejected.it).toBe('secondary');
  });

  it.each<[Partial<NonNullable<LoreEntry['character_filter']>>, boolean]>([
    [{ names: ['ADA'] }, true],
    [{ names: ['Ben'] }, false],
    [{ tags: ['keeper'] }, true],
    [{ names: ['Ada'], exclude: true }, false],
    [{ names: ['Ben'], exclude: true }, true],
  ])('for those it is meant for: %j', (filter, comes) => {
    const character_filter = { names: [], tags: [], exclude: false, ...filter };
    const { came } = scanned([entry('it', { character_filter })], {
      characters: [{ name: 'Ada', tags: ['Keeper'] }],
    });
    expect(came).toEqual(comes ? ['it'] : []);
  });

  it('and tells why', () => {
    const { why } = scanned([entry('it', { secondary_keys: ['oil'], probability: 99.999 })], {
      messages: ['no', 'a lamp of oil'],
    });
    expect(why.it).toMatchObject({
      reason: 'key',
      key: 'lamp',
      secondary: 'oil',
      message_index: 1,
      loop: 0,
      tokens: 4,
      budget_after: 996,
    });
    expect(why.it?.roll).toBeGreaterThanOrEqual(0);
  });
});

describe('time, counted in messages', () => {
  const later = (count: number, timed: LoreScan['timed'], entries: readonly LoreEntry[], said = 'nothing') =>
    scanned(entries, { messages: [said], messageCount: count, ...(timed === undefined ? {} : { timed }) });

  it('keeps an entry away before its delay', () => {
    const delayed = [entry('it', { delay: 3 })];
    expect(later(2, {}, delayed, 'lamp').rejected.it).toBe('delay');
    expect(later(3, {}, delayed, 'lamp').came).toEqual(['it']);
  });

  it('lets a sticky entry stay, and starts its cooldown when that ends', () => {
    const entries = [entry('it', { sticky: 2, cooldown: 2, probability: 100 })];
    const first = later(10, {}, entries, 'lamp');
    const second = later(11, first.timed, entries);
    expect(second.why.it?.reason).toBe('sticky');
    // A key that is there again prolongs nothing.
    const third = later(12, later(11, first.timed, entries, 'lamp').timed, entries, 'lamp');
    expect(third.rejected.it).toBe('cooldown');
    expect(later(13, third.timed, entries, 'lamp').rejected.it).toBe('cooldown');
    expect(later(14, third.timed, entries, 'lamp').came).toEqual(['it']);
  });

  it('starts a cooldown at once where nothing is sticky', () => {
    const entries = [entry('it', { cooldown: 2 })];
    const { timed } = later(5, {}, entries, 'lamp');
    expect(later(6, timed, entries, 'lamp').rejected.it).toBe('cooldown');
    expect(later(7, timed, entries, 'lamp').came).toEqual(['it']);
  });

  it('is undone by messages that are taken back', () => {
    const entries = [entry('it', { sticky: 5 })];
    const { timed } = later(10, {}, entries, 'lamp');
    expect(later(8, timed, entries).came).toEqual([]);
  });
});

describe('an inclusion group', () => {
  const group = { group: 'lights' };

  it('lets one entry of it come, the same for the same seed', () => {
    const entries = ['a', 'b', 'c'].map((uid) => entry(uid, group));
    const { came, rejected } = scanned(entries);
    expect(came).toHaveLength(1);
    expect(Object.values(rejected)).toEqual(['group', 'group']);
    expect(scanned(entries).came).toEqual(came);
    const winners = new Set(Array.from({ length: 60 }, (_, seed) => scanned(entries, { seed }).came[0]));
    expect(winners).toEqual(new Set(['a', 'b', 'c']));
  });

  it('draws by weight', () => {
    const entries = [entry('a', group), entry('b', { ...group, group_weight: 0 })];
    for (let seed = 0; seed < 30; seed += 1) expect(scanned(entries, { seed }).came).toEqual(['a']);
  });

  it('prefers the one that is sticky, then the best match, then the first that overrides', () => {
    const timed = { b: { since: 0, stickyUntil: 9, cooldownUntil: 9 } };
    const overriding = entry('a', { ...group, group_override: true, order: 300 });
    expect(scanned([overriding, entry('b', group)], { timed }).came).toEqual(['b']);
    const scoring = { ...group, use_group_scoring: true };
    const better = entry('b', { ...scoring, keys: ['lamp', 'burns'] });
    expect(scanned([entry('a', { ...scoring, group_override: true }), better]).came).toEqual(['b']);
    expect(scanned([overriding, entry('b', { ...group, group_override: true })]).came).toEqual(['a']);
  });

  it('stays closed to what comes in a later loop', () => {
    const { came, rejected } = scanned([
      entry('a', { ...group, content: 'it hangs from a chain' }),
      entry('b', { ...group, keys: ['chain'] }),
    ]);
    expect(came).toEqual(['a']);
    expect(rejected.b).toBe('group');
  });
});

describe('probability', () => {
  it('is rolled once in a scan, and not for what is sticky', () => {
    const never = entry('it', { probability: 0 });
    expect(scanned([never, entry('x', { content: 'a lamp again' })]).rejected.it).toBe('probability');
    expect(scanned([entry('it', { probability: 0, use_probability: false })]).came).toEqual(['it']);
    const timed = { it: { since: 0, stickyUntil: 9, cooldownUntil: 9 } };
    expect(scanned([never], { timed }).came).toEqual(['it']);
  });

  it('comes out as often as it says', () => {
    const came = Array.from({ length: 400 }, (_, seed) =>
      scanned([entry('it', { probability: 30 })], { seed }),
    );
    const share = came.filter((each) => each.came.length === 1).length / came.length;
    expect(share).toBeGreaterThan(0.22);
    expect(share).toBeLessThan(0.38);
  });
});

describe('the budget', () => {
  it('is a rounded share of the context and has a cap', () => {
    expect(loreBudget({ contextTokens: 4001 })).toBe(1000);
    expect(loreBudget({ contextTokens: 4002 })).toBe(1001);
    expect(loreBudget({ contextTokens: 4000, cap: 300 })).toBe(300);
  });

  it('ends the scan when the next entry would reach it', () => {
    const entries = ['a', 'b', 'c'].map((uid) => entry(uid));
    expect(scanned(entries, { budget: { contextTokens: 36 } })).toMatchObject({
      came: ['a', 'b'],
      rejected: { c: 'budget' },
    });
    expect(scanned(entries, { budget: { contextTokens: 32 } }).came).toEqual(['a']);
  });

  it('drops entries with a priority, the lowest first, before the scan ends', () => {
    const entries = [entry('a', { priority: 1 }), entry('b', { priority: 5 }), entry('c')];
    expect(scanned(entries, { budget: { contextTokens: 36 } })).toMatchObject({
      came: ['b', 'c'],
      rejected: { a: 'budget' },
    });
  });
});

describe('recursion', () => {
  const first = entry('first', { content: 'the lamp hangs from a chain' });
  const second = entry('second', { keys: ['chain'], content: 'a chain of the smith' });

  it('reads what came, loop after loop', () => {
    const { came, why } = scanned([first, second, entry('third', { keys: ['smith'] })]);
    expect(came).toEqual(['first', 'second', 'third']);
    expect([why.first?.loop, why.second?.loop, why.third?.loop]).toEqual([0, 1, 2]);
    expect(why.second?.message_index).toBeUndefined();
  });

  it('can be switched off, forbidden by the one that came and by the one that would', () => {
    expect(scanned([first, second], { settings: { recursive: false } }).came).toEqual(['first']);
    expect(scanned([{ ...first, prevent_recursion: true }, second]).came).toEqual(['first']);
    const { came, rejected } = scanned([first, { ...second, exclude_recursion: true }]);
    expect(came).toEqual(['first']);
    expect(rejected.second).toBe('recursion');
  });

  it('opens the levels of entries that wait for it one by one', () => {
    const waiting = (uid: string, level: number | true) => entry(uid, { delay_until_recursion: level });
    const { came, why } = scanned([waiting('two', 2), waiting('one', true), first]);
    expect(came).toEqual(['first', 'one', 'two']);
    expect(why.one?.loop).toBeLessThan(why.two?.loop ?? 0);
  });

  it('ends after so many loops', () => {
    const chain = Array.from({ length: 9 }, (_, at) =>
      entry(`e${at}`, { keys: [at === 0 ? 'lamp' : `word${at}`], content: `then word${at + 1} is said` }),
    );
    expect(scanned(chain).came).toHaveLength(5);
    expect(scanned(chain, { settings: { maxLoops: 2 } }).came).toHaveLength(2);
  });

  it('comes after a wider look when too few have come', () => {
    const messages = ['a far lamp', 'x', 'y', 'z'];
    expect(scanned([entry('it')], { messages, settings: { minActivations: 1, maxLoops: 9 } }).came).toEqual([
      'it',
    ]);
    expect(scanned([entry('it')], { messages }).came).toEqual([]);
  });
});

describe('whatever a book holds', () => {
  const text = fc.constantFrom(
    'lamp',
    'chain',
    'smith',
    'a lamp on a chain',
    '/l.mp/',
    '/(a+)+$/',
    '@@activate\nx',
  );
  const entries = fc.uniqueArray(
    fc.record({
      uid: fc.string({ minLength: 1, maxLength: 3, unit: fc.constantFrom('a', 'b', 'c', 'd') }),
      keys: fc.array(text, { maxLength: 3 }),
      secondary_keys: fc.array(text, { maxLength: 2 }),
      logic: fc.constantFrom('and_any', 'not_all', 'not_any', 'and_all'),
      content: text,
      order: fc.integer({ min: 0, max: 3 }),
      probability: fc.constantFrom(0, 50, 100),
      group: fc.constantFrom('', 'g', 'g,h'),
      priority: fc.constantFrom(null, 1, 2),
      sticky: fc.constantFrom(null, 2),
      delay_until_recursion: fc.constantFrom(false, true, 2),
    }),
    { selector: ({ uid }) => uid, maxLength: 12 },
  );

  it('each entry comes once or is told why not, within the budget, in any order of the book', () => {
    fc.assert(
      fc.property(entries, fc.integer({ min: 4, max: 80 }), fc.nat(), (book, contextTokens, seed) => {
        const parsed = book.map((each) => loreEntrySchema.parse(each));
        const scan = { budget: { contextTokens }, seed, messages: ['a lamp', 'the smith'] };
        const result = scanned(parsed, scan);
        const all = [...result.came, ...Object.keys(result.rejected)];
        expect([...all].sort()).toEqual(parsed.map(({ uid }) => uid).sort());
        const tokens = Object.values(result.why).reduce((sum, why) => sum + why.tokens, 0);
        expect(tokens).toBeLessThan(Math.max(1, loreBudget({ contextTokens })));
        expect(scanned([...parsed].reverse(), scan)).toEqual(result);
      }),
    );
  });
});

describe('a key', () => {
  it('that would run for ages in another engine is done at once', () => {
    expect(keyMatches('/(a+)+$/', `${'a'.repeat(40_000)}!`, { caseSensitive: true, wholeWords: true })).toBe(
      false,
    );
  });

  it('that this engine does not know is called unusable', () => {
    expect(isUnusablePattern('/(?<=a)b/')).toBe(true);
    expect(isUnusablePattern(`/${'a'.repeat(600)}/`)).toBe(true);
    expect([isUnusablePattern('/a+/gi'), isUnusablePattern('lamp')]).toEqual([false, false]);
  });
});
