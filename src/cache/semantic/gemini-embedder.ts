import { type EmbedContentRequest, GoogleGenerativeAI, TaskType } from '@google/generative-ai';
import { Countdown } from '../../llm/countdown.js';
import { type Embedder, type Embedding, normalise } from './embedder.js';

export interface GeminiEmbedderOptions {
  readonly apiKey: string;
  /** An embedding model's id. */
  readonly model: string;
  /** An origin without a version path; Google's own unless set. */
  readonly baseUrl?: string | undefined;
  /** For one request, in milliseconds: a look-up that takes longer isn't worth its wait. */
  readonly timeoutMs: number;
}

/** The API takes this and the SDK's types don't know it. */
interface SizedRequest extends EmbedContentRequest {
  readonly outputDimensionality: number;
}

const DIMENSIONS = 256;
/** The API's limit. */
const TEXTS_PER_REQUEST = 100;
const DETAIL_CHARACTERS = 300;

/**
 * Gemini's embedding model. Vectors are cut to 256 dimensions, which its models are trained to allow ("Matryoshka"), and
 * come unnormalised then. No retries: without a vector the call is made, which is what the cache would have spared.
 */
export class GeminiEmbedder implements Embedder {
  readonly name: string;
  readonly threshold = 0.8;
  readonly #sdk;

  constructor(private readonly options: GeminiEmbedderOptions) {
    const { apiKey, model, baseUrl } = options;
    this.name = `${model}-${DIMENSIONS}`;
    this.#sdk = new GoogleGenerativeAI(apiKey).getGenerativeModel(
      { model },
      baseUrl === undefined ? {} : { baseUrl: baseUrl.replace(/\/+$/, '') },
    );
  }

  async embed(texts: readonly string[], signal: AbortSignal): Promise<Embedding> {
    const countdown = new Countdown(signal, this.options.timeoutMs);
    try {
      // The SDK only listens for a later abort.
      countdown.signal.throwIfAborted();
      const vectors: Float32Array[] = [];
      for (let at = 0; at < texts.length; at += TEXTS_PER_REQUEST) {
        vectors.push(...(await this.#request(texts.slice(at, at + TEXTS_PER_REQUEST), countdown.signal)));
      }
      if (vectors.length !== texts.length || vectors.some(({ length }) => length !== DIMENSIONS)) {
        return { ok: false, detail: `not one vector of ${DIMENSIONS} dimensions for each text` };
      }
      if (!vectors.every((vector) => vector.every(Number.isFinite))) {
        return { ok: false, detail: 'a vector that holds something else than numbers' };
      }
      return { ok: true, vectors: vectors.map(normalise) };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const { apiKey } = this.options;
      return { ok: false, detail: message.replaceAll(apiKey, '[key]').slice(0, DETAIL_CHARACTERS) };
    } finally {
      countdown.close();
    }
  }

  async #request(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]> {
    const requests = texts.map(requestOf);
    const [only] = requests;
    if (requests.length === 1 && only !== undefined) {
      const { embedding } = await this.#sdk.embedContent(only, { signal });
      return [Float32Array.from(embedding.values)];
    }
    const { embeddings } = await this.#sdk.batchEmbedContents({ requests }, { signal });
    return embeddings.map(({ values }) => Float32Array.from(values));
  }
}

function requestOf(text: string): SizedRequest {
  return {
    content: { role: 'user', parts: [{ text }] },
    taskType: TaskType.SEMANTIC_SIMILARITY,
    outputDimensionality: DIMENSIONS,
  };
}
