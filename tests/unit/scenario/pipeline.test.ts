import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerSchema } from '../../../src/scenario/answer-schema.js';
import { scenarioBriefSchema } from '../../../src/scenario/brief.js';
import { offlineStep } from '../../../src/scenario/offline/generator.js';
import { rowAt, runPipeline, type StepKey, type StepRunner } from '../../../src/scenario/pipeline.js';
import { STEP_ANSWERS } from '../../../src/scenario/step-answers.js';
import { readStepAnswer, STEP_NAMES, STEP_TABLE, type StepBasis } from '../../../src/scenario/steps.js';

const BASIS: StepBasis = {
  brief: scenarioBriefSchema.parse({
    series_title: 'The Drowned Coast',
    series_type: 'novel',
    power_system: 'Tide magic',
  }),
  seed: 3,
  basis: [],
};

/** Answers steps offline, one at a time, in an order that is drawn: of those that wait, the n-th. */
function drawn(order: readonly number[], fails?: StepKey) {
  const waiting: { readonly key: StepKey; readonly answer: () => void }[] = [];
  const finished = new Set<StepKey>();
  const rows: number[] = [];
  let isValidated = false;
  let step = 0;
  const note = () => rows.push(rowAt({ finished, templateCount: 2, isValidated, isStored: false }).progress);
  const next = () => {
    const draw = order[step % order.length] ?? 0;
    step += 1;
    waiting.splice(draw % waiting.length, 1)[0]?.answer();
  };
  const runner: StepRunner = {
    ask: (name, key, inputs) =>
      new Promise((resolve, reject) => {
        note();
        waiting.push({
          key,
          answer: () => {
            if (key === fails) {
              reject(new Error(key));
              return;
            }
            finished.add(key);
            note();
            resolve(offlineStep(name, inputs));
          },
        });
        // When everything that can be asked by now has been.
        if (waiting.length === 1)
          setImmediate(function answer() {
            next();
            if (waiting.length > 0) setImmediate(answer);
          });
      }),
    skip: async (key) => void finished.add(key),
    metadata: () => ({ method: 'offline', model: 'offline', seed: 3, degraded_steps: [] }),
    validated: () => {
      isValidated = true;
    },
  };
  return { runner, rows, finished };
}

const orders = fc.array(fc.nat(20), { minLength: 1, maxLength: 12 });

describe('the pipeline of a scenario', () => {
  it('makes the same world whatever order its steps end in, and its progress never falls', async () => {
    const usual = await runPipeline(BASIS, 2, drawn([0]).runner);
    await fc.assert(
      fc.asyncProperty(orders, async (order) => {
        const { runner, rows, finished } = drawn(order);
        expect(await runPipeline(BASIS, 2, runner)).toEqual(usual);
        expect(rows).toEqual([...rows].sort((a, b) => a - b));
        expect(finished.size).toBe(STEP_NAMES.length + 1);
      }),
      { numRuns: 20 },
    );
  });

  it('rejects with the error of the step that failed, once all that was begun has ended', async () => {
    await fc.assert(
      fc.asyncProperty(orders, fc.constantFrom('culture', 'main_cast', 'timeline'), async (order, fails) => {
        const { runner, finished } = drawn(order, fails as StepKey);
        await expect(runPipeline(BASIS, 2, runner)).rejects.toThrow(fails);
        expect(finished.has('geography')).toBe(true);
      }),
      { numRuns: 10 },
    );
  });
});

describe('a step that the offline generator fills in', () => {
  it.each(['constructor', '__proto__', 'toString'])(
    'fits what it was asked, also for the part of a %s',
    (role) => {
      const analysis = offlineStep('analysis', BASIS);
      const called = <T extends object>(slots: readonly T[]) => slots.map((slot) => ({ ...slot, role }));
      const outline = {
        ...analysis.outline,
        main_cast: called(analysis.outline.main_cast),
        supporting_cast: called(analysis.outline.supporting_cast),
      };
      const given = { ...BASIS, analysis: { ...analysis, outline } };
      const main_cast = offlineStep('main_cast', given);
      expect(readStepAnswer('main_cast', given, main_cast)).toMatchObject({ ok: true });
      const supporting = { ...given, main_cast };
      const supporting_cast = offlineStep('supporting_cast', supporting);
      expect(readStepAnswer('supporting_cast', supporting, supporting_cast)).toMatchObject({ ok: true });
    },
  );
});

describe('the table of steps', () => {
  it('stands in an order in which each row comes after those that it needs', () => {
    const seen = new Set<number>();
    for (const { progress, needs } of STEP_TABLE) {
      expect(needs.filter((need) => !seen.has(need))).toEqual([]);
      seen.add(progress);
    }
  });

  it('stands at its last row only when all is stored', () => {
    const finished = new Set<StepKey>([
      ...STEP_NAMES.filter((name) => name !== 'template'),
      'template-0',
    ] as StepKey[]);
    const stand = { finished, templateCount: 1, isValidated: true };
    expect(rowAt({ ...stand, isStored: false }).progress).toBe(95);
    expect(rowAt({ ...stand, isStored: true }).progress).toBe(100);
    expect(rowAt({ ...stand, isValidated: false, isStored: false }).progress).toBe(85);
  });
});

describe('what a step asks for', () => {
  it.each(STEP_NAMES)('(%s) can be said in the schema that providers take', (step) => {
    expect(answerSchema(STEP_ANSWERS[step])).toMatchObject({ type: 'object' });
  });

  it('says in words how many, since the schema has no word for it', () => {
    expect(answerSchema(STEP_ANSWERS.geography).properties?.locations?.description).toBe('8 to 12 entries');
  });
});
