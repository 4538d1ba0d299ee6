import { z } from 'zod';
import type { JsonSchema } from '../llm/port.js';

/**
 * The schema of an answer in the subset of JSON schema that providers take. What the subset has no word for (how many,
 * how long, from where to where) is put into words, since models heed it there as well.
 */
export function answerSchema(schema: z.ZodType): JsonSchema {
  return subsetOf(z.toJSONSchema(schema, { io: 'input' }));
}

type FullSchema = z.core.JSONSchema.JSONSchema;

function subsetOf(full: FullSchema): JsonSchema {
  const description = [full.description, boundsOf(full)].filter(Boolean).join('; ');
  const common = description === '' ? {} : { description };
  switch (full.type) {
    case 'object': {
      const properties = Object.entries(full.properties ?? {});
      return {
        ...common,
        type: 'object',
        properties: Object.fromEntries(
          properties.map(([name, property]) => [name, subsetOf(whole(property))]),
        ),
        required: full.required ?? [],
      };
    }
    case 'array':
      return { ...common, type: 'array', items: subsetOf(whole(full.items)) };
    case 'string':
      return { ...common, type: 'string', ...(full.enum && { enum: full.enum.map(String) }) };
    case 'number':
    case 'integer':
    case 'boolean':
      return { ...common, type: full.type };
    default:
      throw new TypeError(`an answer can't be asked for as ${JSON.stringify(full)}`);
  }
}

/** A schema that says something; `true` and lists of schemas say nothing that can be asked for. */
function whole(schema: unknown): FullSchema {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
    throw new TypeError("an answer can't be asked for without saying what it is");
  }
  return schema as FullSchema;
}

function boundsOf({ type, minItems, maxItems, maxLength, minimum, maximum }: FullSchema): string | undefined {
  if (type === 'array' && maxItems !== undefined) return `${minItems ?? 0} to ${maxItems} entries`;
  if (type === 'string' && maxLength !== undefined) return `at most ${maxLength} characters`;
  const isBounded = minimum !== undefined && maximum !== undefined && Math.abs(maximum) < 1e6;
  return isBounded ? `from ${minimum} to ${maximum}` : undefined;
}
