/**
 * The one port through which the program talks to a model. Types only: the core imports this file and nothing else
 * of `llm/`. Failures that a caller must handle are values, not exceptions; what is thrown is a bug.
 */

/** What a call is for: a step of a simulation or of scenario generation, a kind of lore, or a single question. */
export type Purpose =
  | 'decide'
  | 'direct'
  | 'chronicle'
  | `scenario.${string}`
  | `lore.${string}`
  | 'action'
  | 'validate-action'
  | 'generate-response';

/** Whether an answer may be one that was given before, and whose. */
export interface Reuse {
  /** `use` reads and writes the caches, `refresh` asks anew and overwrites, `off` does neither. */
  readonly cache: 'use' | 'refresh' | 'off';
  /** `client`: any call of the same client may share it. `task`: only calls of the same task, which wants something new. */
  readonly within: 'client' | 'task';
}

/** The words around what a prompt says; another version of them is another question. */
export interface PromptTemplate {
  readonly name: string;
  readonly version: number;
}

export interface ModelRequest {
  readonly purpose: Purpose;
  /** Names the call within its task, the same after a restart: `t0003-decide-alice`. */
  readonly key: string;
  readonly scope: { readonly clientId: string; readonly taskId: string };
  /** Rules, world and identity: the same from call to call, so that a provider can cache it. */
  readonly stablePrefix: string;
  /** What changes from call to call. */
  readonly volatileTail: string;
  /** What the prompt says, structured, and never more than it says: the offline model works from it. */
  readonly data?: unknown;
  /** JSON schema of the answer, in the subset that providers take; without one the answer is text. */
  readonly schema?: JsonSchema;
  /**
   * What the schema can't say: the problems of an answer that fits it, one clause each; none when it can be used. The
   * model is told them when it is asked to repair its answer. Follows from the rest of the request.
   */
  readonly check?: (value: unknown) => readonly string[];
  /** Whether its reader takes what it can of an answer that misses the schema: what is of use is for `check` alone to say. */
  readonly readsParts?: boolean;
  readonly temperature: number;
  readonly maxOutputTokens: number;
  readonly seed?: number;
  /** Absent: may be sent at once. Otherwise nothing is sent before it resolves; when it rejects, nothing is, and the caller knows. */
  readonly cleared?: Promise<void>;
  // Below: what caches go by. None of it is sent to a provider.
  /** Absent: the answer is neither looked for nor kept. */
  readonly reuse?: Reuse;
  readonly template?: PromptTemplate;
  /** Language of the answer, where one was asked for. */
  readonly language?: string;
  /** Versions of the contents that the prompt was made from (`lorebook`, `card:alice`), as their hashes. */
  readonly versions?: Readonly<Record<string, string>>;
  /**
   * The part of `volatileTail`, word for word, that may be said in other words and have the same answer; all else must
   * be equal for that. Absent: all of `volatileTail`.
   */
  readonly question?: string;
}

export interface JsonSchema {
  readonly type: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly enum?: readonly string[];
  readonly nullable?: boolean;
}

export interface ModelUsage {
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  readonly thoughtTokens: number;
}

export type ModelSource = 'model' | 'exact' | 'coalesced' | 'semantic' | 'fallback';

export type ModelFailureReason =
  | 'timeout'
  | 'invalid'
  | 'refused'
  | 'truncated'
  | 'unavailable'
  | 'aborted'
  | 'over-budget'
  | 'rate-limited';

export interface ModelAnswer {
  readonly ok: true;
  /** Parsed JSON when the request has a schema, else a string. The caller validates its own shape. */
  readonly value: unknown;
  readonly usage: ModelUsage;
  readonly model: string;
  readonly source: ModelSource;
  readonly costUsd: number;
  readonly savedUsd: number;
  readonly latencyMs: number;
  /** Of a semantic hit: the cosine of its text and the one that was answered before. */
  readonly similarity?: number;
  /** A text that reached the output limit: good enough for its caller, not to be given to others. */
  readonly truncated?: boolean;
  /** Answers that the provider gave for it: two when the first had to be repaired. One when absent. */
  readonly calls?: number;
  /** Tries before it that were sent and never answered. */
  readonly unanswered?: number;
}

export interface ModelFailure {
  readonly ok: false;
  readonly reason: ModelFailureReason;
  /** For the log; never shown to a client, never matched on. */
  readonly detail?: string;
  /** Of a refusal: the provider's own word for why, as `SAFETY` or `RECITATION`. */
  readonly code?: string;
  readonly retryAt?: Date;
  /** What answers that were of no use have used up; absent when none came. */
  readonly usage?: ModelUsage;
  readonly costUsd?: number;
  /** Number of those answers. */
  readonly calls?: number;
  /** Tries that were sent and not answered in time: what they have cost is not known. */
  readonly unanswered?: number;
}

export type ModelReply = ModelAnswer | ModelFailure;

export interface LanguageModel {
  /** `offline`, or the provider's model id. */
  readonly name: string;
  /** Whether its answers cost money, so that none may be asked for twice. */
  readonly metered?: boolean;
  generate(request: ModelRequest, signal: AbortSignal): Promise<ModelReply>;
}

export const NO_USAGE: ModelUsage = { promptTokens: 0, cachedTokens: 0, outputTokens: 0, thoughtTokens: 0 };
