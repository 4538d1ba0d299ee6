import { z } from 'zod';
import { fnv1a } from '../../src/simulation/random.js';
import { errorBody } from './wire.js';

/** Gemini's embedding endpoints: vectors that follow from the text alone, nearer the more letters texts share. */

const embedBodySchema = z.object({
  content: z.object({ parts: z.array(z.object({ text: z.string() })).min(1) }),
  outputDimensionality: z.int().min(1).max(3072).default(3072),
});
const batchBodySchema = z.object({ requests: z.array(embedBodySchema).min(1).max(100) });

type EmbeddingMethod = 'embedContent' | 'batchEmbedContents';

export function isEmbedding(method: string | undefined): method is EmbeddingMethod {
  return method === 'embedContent' || method === 'batchEmbedContents';
}

export function embeddingAnswer(method: EmbeddingMethod, text: string) {
  try {
    const body: unknown = JSON.parse(text);
    return {
      status: 200,
      body:
        method === 'embedContent'
          ? { embedding: embeddingOf(embedBodySchema.parse(body)) }
          : { embeddings: batchBodySchema.parse(body).requests.map(embeddingOf) },
    };
  } catch {
    return { status: 400, body: errorBody(400, 'Invalid JSON payload received.') };
  }
}

/** Letter trigrams, each hashed to a dimension; not normalised, as the API's shortened vectors aren't. */
function embeddingOf({ content, outputDimensionality }: z.infer<typeof embedBodySchema>) {
  const values = new Array<number>(outputDimensionality).fill(0);
  const text = ` ${content.parts.map((part) => part.text).join(' ')} `.toLowerCase();
  for (let at = 0; at + 3 <= text.length; at += 1) {
    const dimension = fnv1a(text.slice(at, at + 3)) % outputDimensionality;
    values[dimension] = (values[dimension] ?? 0) + 1;
  }
  return { values };
}
