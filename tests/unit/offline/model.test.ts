import { describe, expect, it } from 'vitest';
import { decide } from '../../../src/llm/offline/decide.js';
import { asSaidBy, inFirstPerson } from '../../../src/llm/offline/first-person.js';
import { definite, expand, past, polish } from '../../../src/llm/offline/grammar.js';
import { OfflineModel } from '../../../src/llm/offline/model.js';
import { callName, plainName } from '../../../src/llm/offline/names.js';
import { clockWords } from '../../../src/llm/offline/time.js';
import type { ModelRequest } from '../../../src/llm/port.js';
import { placed } from '../../../src/narrative/place-phrase.js';
import type { DecideData } from '../../../src/simulation/model-data.js';
import { chapterData } from './chapters.js';
import { decideData } from './decisions.js';

const SHE = { subject: 'she', object: 'her', possessive: 'her', reflexive: 'herself' };
const HE = { subject: 'he', object: 'him', possessive: 'his', reflexive: 'himself' };
const quiet = new AbortController().signal;

function request(purpose: ModelRequest['purpose'], data: unknown): ModelRequest {
  return {
    purpose,
    key: 't0001',
    scope: { clientId: 'c', taskId: 't' },
    stablePrefix: '',
    volatileTail: '',
    data,
    temperature: 1,
    maxOutputTokens: 100,
    seed: 1,
  };
}

describe('OfflineModel', () => {
  const model = new OfflineModel();

  it('answers a decision at no cost', async () => {
    const reply = await model.generate(request('decide', decideData()), quiet);
    expect(reply).toMatchObject({ ok: true, model: 'offline', costUsd: 0, latencyMs: 0 });
  });

  it('answers a chronicle with prose', async () => {
    const reply = await model.generate(request('chronicle', chapterData(1, 2, 1, 2, [])), quiet);
    expect(reply).toMatchObject({ ok: true, value: { prose: expect.any(String) } });
  });

  it('refuses other purposes and data that is not the engine’s', async () => {
    for (const wrong of [request('direct', {}), request('decide', { turn: 1 }), request('chronicle', null)]) {
      expect(await model.generate(wrong, quiet)).toMatchObject({ ok: false, reason: 'invalid' });
    }
  });

  it('respects an abort', async () => {
    expect(await model.generate(request('decide', decideData()), AbortSignal.abort())).toEqual({
      ok: false,
      reason: 'aborted',
    });
  });
});

describe('decide', () => {
  const answers = Array.from({ length: 200 }, (_, seed) => decide(decideData(), seed));

  it('only picks what is open, aimed at what it may be aimed at', () => {
    for (const { action, target } of answers) {
      const option = decideData().options.find((candidate) => candidate.action === action);
      expect(option).toBeDefined();
      expect(target === null ? [] : option?.targets).toEqual(
        target === null ? [] : expect.arrayContaining([target]),
      );
    }
  });

  it('chooses differently for different seeds and the same for the same one', () => {
    expect(new Set(answers.map(({ action }) => action)).size).toBeGreaterThanOrEqual(4);
    expect(decide(decideData(), 5)).toEqual(answers[5]);
  });

  it('gives a reason of a sentence within 200 characters', () => {
    for (const { thought } of answers) {
      expect(thought).toMatch(/^[A-Z].{10,199}[.!?]$/u);
      expect(thought).not.toContain('her brother');
    }
  });

  it('tells what it found to somebody who has not heard it', () => {
    const talks = answers.filter(({ action }) => action === 'communicate');
    expect(talks.every(({ dialogue }) => dialogue !== null)).toBe(true);
    const tells = talks.filter(
      ({ dialogue }) => dialogue?.includes('the cable was cut from the inside') === true,
    );
    expect(tells.length).toBeGreaterThan(talks.length * 0.8);
  });

  it('answers who has just spoken', () => {
    const heard = [{ from: 'ben', text: 'What do you make of the iron stair?' }];
    const replies = Array.from({ length: 100 }, (_, seed) =>
      decide(decideData({ heard, facts: [], story: seed }), seed),
    );
    expect(replies.some(({ dialogue }) => /know|answer|question|ask/iu.test(dialogue ?? ''))).toBe(true);
  });

  it('does not do the same thing over and over', () => {
    const recentActions = [1, 2, 3].map(() => ({ action: 'search', outcome: 'failure' as const }));
    const again = (past: DecideData['recentActions']) =>
      Array.from({ length: 300 }, (_, seed) => decide(decideData({ recentActions: past }), seed)).filter(
        ({ action }) => action === 'search',
      ).length;
    expect(again(recentActions)).toBeLessThan(again([]) / 3);
  });
});

describe('the grammar', () => {
  it('drops choices whose slots can’t be filled, and templates that need one', () => {
    const slots = (name: string) => (name === 'A' ? 'Ada' : undefined);
    expect(expand('{A} [took {T}|waited]', slots, () => 0)).toBe('Ada waited');
    expect(expand('{A} took {T}', slots, () => 0)).toBeUndefined();
  });

  it('sets articles, capitals and spaces right, and leaves quoted text alone', () => {
    expect(polish('it was a  open door , and an lamp .')).toBe('It was an open door, and a lamp.');
    expect(polish('she said: "\uE000a apple, he said.\uE001"')).toBe('She said: "a apple, he said."');
  });

  it('knows past tenses, definite forms and the preposition of a place', () => {
    expect(['repair', 'carry', 'take', 'call_for_help', 'stop', 'patrol'].map(past)).toEqual([
      'repaired',
      'carried',
      'took',
      'called for help',
      'stopped',
      'patrolled',
    ]);
    expect(definite('an iron stair')).toBe('the iron stair');
    expect([placed('the long pier'), placed('the foot of the tower'), placed('the yard')]).toEqual([
      'on the long pier',
      'at the foot of the tower',
      'in the yard',
    ]);
  });

  it('says a goal and a secret as the one whose they are', () => {
    expect(inFirstPerson('find her brother', { pronouns: SHE })).toBe('find my brother');
    expect(inFirstPerson('hide what he was hired to collect', { pronouns: HE })).toBe(
      'hide what I was hired to collect',
    );
    expect(asSaidBy('Ada cut a page out and keeps it in her shoe', { name: 'Ada', pronouns: SHE })).toBe(
      'I cut a page out and keep it in my shoe',
    );
    expect(asSaidBy('the lamp is out', { name: 'Ada', pronouns: SHE })).toBe('the lamp is out');
  });

  it('calls people by names that end no sentence', () => {
    expect(plainName('Dr. Priya Venn')).toBe('Priya Venn');
    expect(callName('Dr. Priya Venn', ['Dr. Priya Venn', 'Bob'])).toBe('Priya');
    expect(callName('Ada Low', ['Ada Low', 'Ada Finch'])).toBe('Ada Low');
    expect(callName('The Stranger', [])).toBe('The Stranger');
  });

  it('tells the time in words', () => {
    expect([0, 12 * 3600, 16 * 3600 + 35 * 60, 23 * 3600 + 45 * 60].map((time) => clockWords(time))).toEqual([
      'midnight',
      'noon',
      'twenty-five to five in the afternoon',
      'a quarter to midnight',
    ]);
  });
});
