import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTION_ANSWER, actionAnswerSchema, answerOf, SECTIONS } from '../../../src/game/answer.js';
import { consequenceSchema } from '../../../src/game/session.js';
import type { JsonSchema } from '../../../src/llm/port.js';

const read = (answer: object) => actionAnswerSchema.parse({ narrative: 'It is so.', ...answer });

describe('an answer of the model', () => {
  it('needs a narrative and nothing else', () => {
    expect(actionAnswerSchema.safeParse({ items: [] }).success).toBe(false);
    expect(actionAnswerSchema.safeParse({ narrative: '  ' }).success).toBe(false);
    expect(actionAnswerSchema.safeParse('It is so.').success).toBe(false);
    expect(read({})).toEqual(answerOf('It is so.'));
  });

  it('has its numbers clamped and its lists cut', () => {
    const answer = read({
      action_analysis: { type: 'ATTACK', difficulty: 'Hard', confidence: 7 },
      world_change: {
        confidence: -2,
        changes: Array(9).fill({ field: 'event', value: 'A bell.', because: 'x' }),
      },
      character_development: {
        confidence: '0.8',
        skills: ['a', 'b', 'c'],
        vitals: { health: 1e9, mana: -0.2, because: 'x' },
      },
      consequences: Array(5).fill({ description: 'd', narrative_text: 'n' }),
      items: Array(5).fill({ change: 'gain', name: 'rope', because: 'x', quantity: 0, weight: 1 / 3 }),
      npc_updates: [{ name: 'Ada', because: 'x', disposition: 500 }],
      suggested_actions: ['a', '', 'b', 3, 'c', 'd', 'e'],
    });
    expect(answer.action_analysis).toEqual({ type: 'attack', difficulty: 'hard', confidence: 1 });
    expect(answer.world_change).toMatchObject({ confidence: 0, changes: { length: 6 } });
    expect(answer.character_development).toMatchObject({
      confidence: 0.8,
      skills: ['a', 'b'],
      vitals: { health: 1000, mana: 0 },
    });
    expect(answer.consequences).toHaveLength(3);
    expect(answer.items).toHaveLength(2);
    expect(answer.items[0]).toMatchObject({ quantity: 1, weight: 0.33, type: 'misc', rarity: 'common' });
    expect(answer.npc_updates).toMatchObject([{ disposition: 20 }]);
    expect(answer.suggested_actions).toEqual(['a', 'b', 'c', 'd']);
  });

  it('loses what cannot be used, and only that', () => {
    const answer = read({
      world_change: {
        confidence: 'very',
        changes: [
          { field: 'weather', value: 'rain' },
          { field: 'mood', value: 'grim', because: 'x' },
          'nothing',
          { field: 'Add-Condition', value: 'mud', because: 'it rained' },
        ],
      },
      character_development: 'stronger',
      quest_updates: [
        {
          change: 'offer',
          because: 'x',
          quest: { title: 't', description: 'd', objectives: [{ text: '' }] },
        },
        { change: 'objective', because: 'x', quest_id: 'q1', index: '2', cites: 'pay' },
        { change: 'fail', because: 'x', quest_id: 'q1', cites: 'pay' },
      ],
      npc_updates: { Ada: 'hello' },
    });
    expect(answer.world_change).toEqual({
      confidence: 0.5,
      changes: [{ field: 'add_condition', value: 'mud', because: 'it rained' }],
    });
    expect(answer.character_development).toEqual(SECTIONS.character_development.none);
    expect(answer.quest_updates).toMatchObject([{ change: 'objective', index: 2 }]);
    expect(answer.npc_updates).toEqual([]);
  });

  it('has its markup, control characters and half surrogates taken out', () => {
    const answer = actionAnswerSchema.parse({
      narrative: '<b>You</b> see\u0000 it\ud800.\r\n\r\nIt waits.',
      suggested_actions: ['Go\non'],
    });
    expect(answer.narrative).toBe('You see  it .\n\nIt waits.');
    expect(answer.suggested_actions).toEqual(['Go on']);
  });

  it('says when and what of a consequence as it is asked or as a session has it', () => {
    const consequence = (parts: object) =>
      read({ consequences: [{ description: 'd', narrative_text: 'n', ...parts }] }).consequences[0];
    const of = [
      { kind: 'actions_elapsed', actions: 3 },
      { kind: 'npc_met', name: 'Ada' },
      { kind: 'npc_met' },
      { join: 'all', of: [{ kind: 'next_encounter' }, { kind: 'next_encounter' }] },
    ];
    const both = [
      { kind: 'actions_elapsed', actions: 3 },
      { kind: 'npc_met', npc: 'Ada' },
    ];
    expect(consequence({ trigger: { join: 'any', of } })?.trigger).toEqual({ kind: 'any', of: both });
    expect(consequence({ trigger: { kind: 'all', of: both } })?.trigger).toEqual({ kind: 'all', of: both });
    expect(consequence({ trigger: { join: 'any', of: of.slice(2) } })?.trigger).toBeUndefined();
    expect(consequence({ trigger: { kind: 'location', location: 'Market' } })?.trigger).toEqual({
      kind: 'location',
      location: 'Market',
    });
    expect(consequence({ trigger: { kind: 'reputation', of: 'Ada', at_least: 400 } })?.trigger).toEqual({
      kind: 'reputation',
      of: 'Ada',
      at_least: 100,
    });
    const effects = {
      reputation: [{ of: 'Ada', direction: 'up' }],
      add_condition: 'wet',
      weather: 'fog',
      health: null,
    };
    const told = { reputation: { Ada: 'up' }, condition: { add: 'wet' }, world: { weather: 'fog' } };
    expect(consequence({ effects })?.effects).toEqual(told);
    expect(consequence({ effects: told })?.effects).toEqual(told);
  });

  it('never throws, whatever it is', () => {
    const sections = fc.dictionary(
      fc.constantFrom(...Object.keys(SECTIONS), 'action_analysis', 'suggested_actions'),
      fc.anything(),
    );
    fc.assert(fc.property(fc.anything(), (anything) => void actionAnswerSchema.safeParse(anything)));
    fc.assert(
      fc.property(sections, (junk) => {
        const answer = read(junk);
        expect(actionAnswerSchema.parse(answer)).toEqual(answer);
        for (const { trigger, effects } of answer.consequences) {
          if (trigger !== undefined) consequenceSchema.shape.trigger.parse(trigger);
          consequenceSchema.shape.effects.parse(effects);
        }
      }),
    );
  });

  it('is asked for in what every provider takes: each object names its required members among its own', () => {
    const problems: string[] = [];
    const visit = (schema: JsonSchema, path: string): void => {
      if (schema.type === 'array' && schema.items === undefined) problems.push(`${path} has no items`);
      const members = Object.keys(schema.properties ?? {});
      if (schema.type === 'object' && members.length === 0) problems.push(`${path} has no members`);
      for (const name of schema.required ?? []) if (!members.includes(name)) problems.push(`${path}.${name}`);
      if (schema.items !== undefined) visit(schema.items, `${path}[]`);
      for (const [name, member] of Object.entries(schema.properties ?? {})) visit(member, `${path}.${name}`);
    };
    visit(ACTION_ANSWER, 'answer');
    expect(problems).toEqual([]);
    expect(Object.keys(ACTION_ANSWER.properties ?? {})).toEqual([
      'action_analysis',
      'narrative',
      ...Object.keys(SECTIONS),
      'suggested_actions',
    ]);
  });
});
