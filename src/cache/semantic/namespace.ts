import type { ModelRequest, Purpose } from '../../llm/port.js';
import { hashState } from '../state-hash.js';

/** Where a request's answer is looked for. */
export interface Place {
  readonly purpose: Purpose;
  /** Whose hits are trusted or not together: tenant, purpose, model, template, language, embedder. */
  readonly namespace: string;
  /** Whose answers may be given for each other: all of that, and every word of the prompt but the compared text. */
  readonly partition: string;
  readonly text: string;
}

/** What the requests of a process have in common. */
export interface Surroundings {
  /** The provider's model id. */
  readonly model: string;
  readonly embedder: string;
}

/**
 * The place of a request. Nothing is shared that differs in tenant, purpose, model, prompt template, schema, sampling,
 * language, lorebook version or context: these are compared exactly, as hashes, before anything is compared by likeness.
 * `data` is left out, since it says nothing that the prompt doesn't. A request that names no text to compare is compared by all
 * of its changing part.
 */
export function placeOf(request: ModelRequest, { model, embedder }: Surroundings): Place {
  const { purpose, scope, stablePrefix, volatileTail, question = volatileTail } = request;
  const common = {
    tenant: scope.clientId,
    purpose,
    model,
    embedder,
    template: request.template ?? null,
    language: request.language ?? null,
  };
  return {
    purpose,
    text: question,
    namespace: hashState(common),
    partition: hashState({
      ...common,
      task: request.reuse?.within === 'client' ? null : scope.taskId,
      versions: request.versions ?? {},
      stablePrefix,
      // What surrounds the text, in two parts: where it stood matters too.
      around: aroundOf(volatileTail, question),
      schema: request.schema ?? null,
      temperature: request.temperature,
      maxOutputTokens: request.maxOutputTokens,
      seed: request.seed ?? null,
    }),
  };
}

function aroundOf(tail: string, text: string): readonly string[] {
  // What is asked stands behind what it is asked about, which may hold the same words.
  const at = text === '' ? -1 : tail.lastIndexOf(text);
  return at < 0 ? [tail] : [tail.slice(0, at), tail.slice(at + text.length)];
}
