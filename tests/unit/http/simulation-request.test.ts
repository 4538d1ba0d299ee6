import { describe, expect, it } from 'vitest';
import { simulationRequestSchema } from '../../../src/tasks/simulation-request.js';

const CAST = { character_names: ['Alice', 'Bob'] };

function issuesOf(request: unknown): string[] {
  const parsed = simulationRequestSchema.safeParse(request);
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('a request for a simulation', () => {
  it('needs nothing but a cast', () => {
    expect(simulationRequestSchema.parse(CAST)).toEqual({ ...CAST, turns: 3, cache: 'use', priority: 5 });
  });

  it('may use all of its fields', () => {
    const request = {
      character_names: ['Alice'],
      characters: [{ name: 'Nim', traits: { curious: 0.9 }, goals: ['find the lamp'] }],
      turns: 100,
      setting: ' a pier ',
      scenario: '',
      scenario_template_id: '0198c6a0-0000-7000-8000-000000000000',
      lorebook_id: '0198c6a0-0000-7000-8000-000000000001',
      style: {
        narrative_style: 'terse',
        tone: 'dry',
        pov: 'third',
        language: 'en',
        verbosity: 0,
        focus_areas: ['sea'],
      },
      narrative_goals: ['the lamp is lit'],
      difficulty: 1,
      seed: -5,
      cache: 'off',
      limits: { max_model_calls: 1, max_tokens: 1, max_cost_usd: 0.01, deadline_seconds: 60 },
      priority: 10,
    };
    const parsed = simulationRequestSchema.parse(request);
    expect(parsed).toMatchObject({
      setting: 'a pier',
      scenario: '',
      seed: -5,
      characters: [{ name: 'Nim' }],
    });
  });

  it.each([
    [2, 0],
    [0, 2],
    [1, 1],
    [1, 5],
    [6, 0],
    [0, 6],
  ])('may name %i characters and bring %i', (named, brought) => {
    expect(issuesOf(castOf(named, brought))).toEqual([]);
  });

  it.each([
    [0, 0, 'character_names: must have at least 2 entries'],
    [1, 0, 'character_names: must have at least 2 entries'],
    [0, 1, 'character_names: and characters must name at least 2 together'],
    [4, 3, 'characters: and character_names must name at most 6 together'],
    [2, 5, 'characters: and character_names must name at most 6 together'],
  ])('may not name %i characters and bring %i', (named, brought, issue) => {
    expect(issuesOf(castOf(named, brought))).toEqual([issue]);
  });

  it('may not have a name twice, wherever it stands', () => {
    expect(issuesOf({ character_names: ['Alice', 'Nim'], characters: [{ name: ' nim' }] })).toEqual([
      'characters: name "nim" a second time',
    ]);
    expect(issuesOf({ characters: [{ name: 'Nim' }, { name: 'NIM' }] })).toEqual([
      'characters: name "NIM" a second time',
    ]);
  });

  it('counts characters as readers do', () => {
    expect(issuesOf({ ...CAST, setting: '😀'.repeat(10_000) })).toEqual([]);
    expect(issuesOf({ ...CAST, setting: '😀'.repeat(10_001) })).toHaveLength(1);
  });

  it('says of webhooks that there are none yet', () => {
    expect(issuesOf({ ...CAST, callback_url: 'https://example.com' })).toEqual([
      'callback_url: is reserved: webhooks do not exist yet; poll the task or read its events',
    ]);
  });

  it('is told about its cast even when something else is wrong', () => {
    expect(issuesOf({ character_names: ['Alice'], wrong: 1, turns: 'x' })).toHaveLength(3);
  });
});

function castOf(named: number, brought: number): object {
  return {
    character_names: Array.from({ length: named }, (_, index) => `Known ${index}`),
    characters: Array.from({ length: brought }, (_, index) => ({ name: `New ${index}` })),
  };
}
