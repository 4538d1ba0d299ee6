import { UnhashableValueError } from '../canonical-json.js';
import type { ModelRequest } from '../llm/port.js';
import { hashState } from './state-hash.js';

/** Whose answers they are: `offline` or `gemini`, and the model's own name. */
export interface ModelIdentity {
  readonly provider: string;
  readonly model: string;
}

/**
 * The key under which a call's answer may be found again: SHA-256, in hex, of everything that shapes the answer. Two
 * calls with the same key are the same question of the same client to the same model; who asks for the same within one
 * task only has the task in it as well.
 * @returns undefined for a request that can't be hashed, which then has nothing to share
 */
export function callKey(request: ModelRequest, identity: ModelIdentity): string | undefined {
  const known = keysOf.get(request);
  if (known?.identity === identity) return known.key;
  const key = keyOf(request, identity);
  keysOf.set(request, { identity, key });
  return key;
}

/** Each tier asks for a request's key, which takes reading the whole prompt. */
const keysOf = new WeakMap<
  ModelRequest,
  { readonly identity: ModelIdentity; readonly key: string | undefined }
>();

function keyOf(request: ModelRequest, { provider, model }: ModelIdentity): string | undefined {
  const { purpose, scope, reuse, template, stablePrefix, volatileTail, schema, language, versions } = request;
  const { temperature, maxOutputTokens, seed } = request;
  try {
    return hashState({
      purpose,
      provider,
      model,
      template,
      stablePrefix,
      volatileTail,
      schema,
      sampling: { temperature, maxOutputTokens, seed },
      language,
      versions,
      client: scope.clientId,
      ...(reuse?.within === 'client' ? {} : { task: scope.taskId }),
    });
  } catch (error) {
    if (error instanceof UnhashableValueError) return undefined;
    throw error;
  }
}
