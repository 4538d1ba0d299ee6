import type { GenerateContentRequest, GenerationConfig, Schema } from '@google/generative-ai';
import { SchemaType } from '@google/generative-ai';
import type { JsonSchema, ModelRequest } from '../port.js';

/** Fields that the API takes and the SDK's types, older than they are, don't know. */
interface FullGenerationConfig extends GenerationConfig {
  /** A signed 32-bit integer. */
  readonly seed?: number;
  readonly thinkingConfig?: { readonly thinkingBudget: number } | { readonly thinkingLevel: 'low' };
}

interface Thinking {
  readonly config?: FullGenerationConfig['thinkingConfig'];
  /** Added to the output limit, because the API counts thinking against it. */
  readonly tokens: number;
}

/** Enough that thinking doesn't cut off the answer behind it; a limit, not a price. */
const THINKING_ALLOWANCE = 4_096;

/** Says a request in the API's words. `stablePrefix` comes first in the prompt, where the provider caches it. */
export function toGeminiRequest(request: ModelRequest, model: string): GenerateContentRequest {
  const thinking = thinkingOf(model);
  const generationConfig: FullGenerationConfig = {
    temperature: request.temperature,
    maxOutputTokens: request.maxOutputTokens + thinking.tokens,
    ...(request.seed !== undefined && { seed: request.seed | 0 }),
    ...(thinking.config !== undefined && { thinkingConfig: thinking.config }),
    ...(request.schema !== undefined && {
      responseMimeType: 'application/json',
      responseSchema: toGeminiSchema(request.schema),
    }),
  };
  return {
    contents: [{ role: 'user', parts: [{ text: request.volatileTail }] }],
    ...(request.stablePrefix !== '' && { systemInstruction: request.stablePrefix }),
    generationConfig,
  };
}

/**
 * As little thinking as a model can be told to do: a persona's decision is short and asked for thousands of times,
 * and its schema starts with a thought already. Gemini 2.5 takes a budget in tokens (Pro 128 at least), Gemini 3 and
 * later a level; a model of another name is left to its own default.
 */
function thinkingOf(model: string): Thinking {
  const id = model.slice(model.lastIndexOf('/') + 1);
  if (id.startsWith('gemini-2.5-flash')) return { config: { thinkingBudget: 0 }, tokens: 0 };
  if (id.startsWith('gemini-2.5-pro')) return { config: { thinkingBudget: 128 }, tokens: 128 };
  if (/^gemini-[3-9]/.test(id)) return { config: { thinkingLevel: 'low' }, tokens: THINKING_ALLOWANCE };
  return { tokens: THINKING_ALLOWANCE };
}

function toGeminiSchema(schema: JsonSchema): Schema {
  const common = {
    ...(schema.description !== undefined && { description: schema.description }),
    ...(schema.nullable !== undefined && { nullable: schema.nullable }),
  };
  switch (schema.type) {
    case 'object': {
      const properties = Object.entries(schema.properties ?? {});
      const object = {
        ...common,
        type: SchemaType.OBJECT as const,
        properties: Object.fromEntries(
          properties.map(([name, property]) => [name, toGeminiSchema(property)]),
        ),
        required: [...(schema.required ?? [])],
        // Without this the API writes properties in alphabetical order: the action before the thought behind it.
        propertyOrdering: properties.map(([name]) => name),
      };
      return object;
    }
    case 'array':
      return {
        ...common,
        type: SchemaType.ARRAY,
        items: toGeminiSchema(schema.items ?? { type: 'string' }),
      };
    case 'string':
      return schema.enum === undefined
        ? { ...common, type: SchemaType.STRING }
        : { ...common, type: SchemaType.STRING, format: 'enum', enum: [...schema.enum] };
    case 'number':
      return { ...common, type: SchemaType.NUMBER };
    case 'integer':
      return { ...common, type: SchemaType.INTEGER };
    case 'boolean':
      return { ...common, type: SchemaType.BOOLEAN };
  }
}
