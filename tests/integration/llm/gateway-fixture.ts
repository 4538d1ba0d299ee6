import { onTestFinished } from 'vitest';
import {
  type ModelServer,
  type ModelServerOptions,
  startModelServer,
} from '../../../loadtest/model-server.js';
import type { Config } from '../../../src/config.js';
import { createGateway, type ModelLog } from '../../../src/llm/gateway.js';
import { type GatewayObserver, UNOBSERVED } from '../../../src/llm/observer.js';
import type { JsonSchema, LanguageModel, ModelReply, ModelRequest } from '../../../src/llm/port.js';

export const API_KEY = 'AIzaSy-a-key-that-nobody-must-see';
/** Where the gateway's clock stands, unless a test moves it. */
export const NOW = Date.parse('2026-03-14T12:00:00Z');

export const DECIDE_SCHEMA: JsonSchema = {
  type: 'object',
  required: ['thought', 'action', 'target'],
  properties: {
    thought: { type: 'string' },
    action: { type: 'string', enum: ['observe', 'investigate'] },
    target: { type: 'string', nullable: true },
  },
};
export const DECISION = { thought: 'The hatch first.', action: 'investigate', target: 'hatch' };

export function requestOf(changes: Partial<ModelRequest> = {}): ModelRequest {
  return {
    purpose: 'decide',
    key: 't0001-decide-alice',
    scope: { clientId: 'local', taskId: 'task-1' },
    stablePrefix: 'You are Alice.',
    volatileTail:
      'The hatch stands open.\n- observe (inclination 0.2)\n- investigate (inclination 0.6); targets: hatch',
    temperature: 0.7,
    maxOutputTokens: 400,
    ...changes,
  };
}

export interface LogLine {
  readonly level: 'debug' | 'warn' | 'error';
  readonly fields: object;
  readonly message: string;
}

export interface Gateway {
  readonly server: ModelServer;
  readonly model: LanguageModel;
  /** Asks without a way to leave. */
  ask(changes?: Partial<ModelRequest>): Promise<ModelReply>;
  /** The waits that the gateway wanted and was spared, in milliseconds. */
  readonly waits: readonly number[];
  readonly lines: readonly LogLine[];
  /** Moves the gateway's clock on. */
  advance(milliseconds: number): void;
}

/** A gateway and a stand-in server of its own for the test that runs. */
export async function startGateway(
  options: ModelServerOptions = {},
  config: Partial<Config['llm']> = {},
  patience: 'skips waits' | 'really waits' = 'skips waits',
  observe: GatewayObserver = UNOBSERVED,
): Promise<Gateway> {
  const server = await startModelServer(options);
  onTestFinished(() => server.close());
  const waits: number[] = [];
  const lines: LogLine[] = [];
  let now = NOW;
  const lineOf =
    (level: LogLine['level']): ModelLog['warn'] =>
    (fields, message) => {
      lines.push({ level, fields, message });
    };
  const { model } = createGateway({
    config: {
      geminiApiKey: API_KEY,
      geminiModel: 'gemini-2.5-flash',
      geminiBaseUrl: server.url,
      timeoutMs: 10_000,
      callDeadlineMs: 60_000,
      maxConcurrency: 64,
      ...config,
    },
    offline: { name: 'offline', generate: () => Promise.reject(new Error('not asked for')) },
    log: { debug: lineOf('debug'), warn: lineOf('warn'), error: lineOf('error') },
    observe,
    now: () => now,
    random: () => 0.5,
    ...(patience === 'skips waits' && {
      sleep: async (milliseconds: number) => {
        waits.push(milliseconds);
      },
    }),
  });
  return {
    server,
    model,
    ask: (changes) => model.generate(requestOf(changes), new AbortController().signal),
    waits,
    lines,
    advance: (milliseconds) => {
      now += milliseconds;
    },
  };
}

/** A promise and the function that fulfils it. */
export function signpost(): { readonly reached: Promise<void>; readonly reach: () => void } {
  let reach: () => void = () => undefined;
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  return { reached, reach };
}
