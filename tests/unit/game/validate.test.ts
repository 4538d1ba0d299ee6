import { describe, expect, it } from 'vitest';
import { placeOf } from '../../../src/cache/semantic/namespace.js';
import { createValidator, validateRequestSchema } from '../../../src/game/validate.js';
import { OfflineModel } from '../../../src/llm/offline/model.js';
import { ScriptedModel } from './played.js';

/** Whether an action could be attempted, asked without a session. */

function asking(reply: unknown) {
  const model = new ScriptedModel(() => reply);
  const used: number[] = [];
  const validate = createValidator({
    model,
    checkBudget: async () => undefined,
    noteUsage: async (_, { modelCalls }) => {
      used.push(modelCalls);
    },
  });
  const judge = (action: string, context: object = {}) =>
    validate('ann', validateRequestSchema.parse({ action, context }), new AbortController().signal);
  return { model, used, judge };
}

const YES = { is_valid: true, reason: 'The rings make it possible.', suggestion: '' };
const NO = { is_valid: false, reason: 'Nobody here can.', suggestion: 'Take the stairs' };

describe('an action that is judged without a session', () => {
  it('is allowed by the rules alone when nothing stands against it', async () => {
    const { judge, model } = asking(NO);
    expect(await judge('Open the door')).toMatchObject({ isValid: true, source: 'rules', rule: null });
    expect(model.requests).toEqual([]);
  });

  it('is refused by the rules alone, with the name of the rule', async () => {
    const { judge, model } = asking(YES);
    expect(await judge('x')).toMatchObject({ isValid: false, rule: 'TOO_SHORT' });
    expect(await judge('Hack the game')).toMatchObject({ isValid: false, rule: 'OUT_OF_PLAY' });
    expect(await judge('Cast a fireball', { character: { mana: 0 } })).toMatchObject({ rule: 'NO_MANA' });
    expect(await judge('Attack the guard', { character: { health: 5 } })).toMatchObject({ rule: 'TOO_WEAK' });
    expect(await judge('Run away', { character: { conditions: ['downed'] } })).toMatchObject({
      rule: 'DOWNED',
    });
    expect(model.requests).toEqual([]);
  });

  it('is asked about only when it takes an ability that nothing gives', async () => {
    const { judge, model, used } = asking(NO);
    const able = { character: { abilities: ['Flight on borrowed wings'] } };
    expect(await judge('Fly over the wall', able)).toMatchObject({ isValid: true, source: 'rules' });
    expect(await judge('Fly over the wall')).toMatchObject({
      isValid: false,
      rule: 'NOT_ABLE',
      reason: 'Nobody here can.',
      suggestion: 'Take the stairs',
      source: 'model',
    });
    expect(model.requests).toHaveLength(1);
    expect(used).toEqual([1]);
  });

  it('passes, marked, when it can’t be found out', async () => {
    for (const reply of [
      { ok: false, reason: 'timeout' },
      { ok: false, reason: 'rate-limited' },
      { is_valid: 'perhaps' },
    ]) {
      expect(await asking(reply).judge('Fly over the wall')).toMatchObject({
        isValid: true,
        unverified: true,
      });
    }
  });

  it('is refused without a model when nothing gives the ability', async () => {
    const validate = createValidator({
      model: new OfflineModel(),
      checkBudget: async () => undefined,
      noteUsage: async () => undefined,
    });
    const judged = await validate(
      'ann',
      validateRequestSchema.parse({ action: 'Teleport home' }),
      new AbortController().signal,
    );
    expect(judged).toMatchObject({ isValid: false, rule: 'NOT_ABLE', unverified: false });
  });

  it('may be judged as one in other words was, within the same context', async () => {
    const { judge, model } = asking(YES);
    await judge('Fly over the wall');
    await judge('Fly over the high wall');
    await judge('Fly over the wall', { world_systems: ['The rings decide who rises.'] });
    const [one, other, elsewhere] = model.requests.map(
      (request) => placeOf(request, { model: 'm', embedder: 'e' }).partition,
    );
    expect(other).toBe(one);
    expect(elsewhere).not.toBe(one);
    expect(model.requests[0]?.question).toBe('Fly over the wall');
  });
});
