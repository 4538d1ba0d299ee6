import { describe, expect, it } from 'vitest';
import { gatewayOver } from '../../../src/llm/gateway.js';
import { type LanguageModel, type ModelRequest, NO_USAGE } from '../../../src/llm/port.js';

const REUSE = { cache: 'use', within: 'client' } as const;

/** Answers from what it is told beside the prompt. */
const unread: LanguageModel = {
  name: 'unread',
  generate: async () => ({
    ok: true,
    value: 'said',
    source: 'model',
    model: 'unread',
    usage: NO_USAGE,
    costUsd: 0,
    savedUsd: 0,
    calls: 1,
    latencyMs: 0,
  }),
};

/** A request that notes when its text is made. */
function watched() {
  const made: string[] = [];
  const request: ModelRequest = {
    purpose: 'decide',
    key: 'k',
    scope: { clientId: 'a', taskId: 't' },
    get stablePrefix() {
      made.push('prefix');
      return 'prefix';
    },
    get volatileTail() {
      made.push('tail');
      return 'tail';
    },
    temperature: 0,
    maxOutputTokens: 1,
  };
  return { made, request };
}

describe('the gateway', () => {
  it('makes no prompt for a model that reads none and has no cache before it', async () => {
    const { made, request } = watched();
    const reply = await gatewayOver(unread)
      .forRun({ reuse: REUSE })
      .generate(request, new AbortController().signal);
    expect([reply.ok, made]).toEqual([true, []]);
  });

  it('tells a cache what may be reused', async () => {
    const { request } = watched();
    let told: unknown;
    const tier = (model: LanguageModel): LanguageModel => ({
      ...model,
      generate: (asked, signal) => {
        told = asked.reuse;
        return model.generate(asked, signal);
      },
    });
    await gatewayOver(unread, { exact: tier })
      .forRun({ reuse: REUSE })
      .generate(request, new AbortController().signal);
    expect(told).toEqual(REUSE);
  });
});
