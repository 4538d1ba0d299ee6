import type { JsonSchema } from './port.js';

/** Enough for a model to see what is wrong; a long list is the same mistake over and over. */
const MOST_PROBLEMS = 10;

/**
 * Checks a parsed answer against the subset of JSON schema that providers take. Properties that the schema doesn't
 * name are let through: providers add them now and then, and nobody reads them.
 * @returns one clause per problem, 10 at most; none when the value fits
 */
export function schemaProblems(value: unknown, schema: JsonSchema): string[] {
  const problems: string[] = [];
  for (const problem of problemsOf(value, schema, 'the answer')) {
    problems.push(problem);
    if (problems.length === MOST_PROBLEMS) break;
  }
  return problems;
}

function* problemsOf(value: unknown, schema: JsonSchema, path: string): Generator<string> {
  if (value === null && schema.nullable === true) return;
  if (!hasType(value, schema.type)) {
    yield `${path} must be ${schema.nullable === true ? 'null or ' : ''}of type ${schema.type}`;
  } else if (Array.isArray(value)) {
    if (schema.items === undefined) return;
    for (const [index, item] of value.entries()) yield* problemsOf(item, schema.items, `${path}[${index}]`);
  } else if (typeof value === 'object' && value !== null) {
    yield* propertyProblems(new Map(Object.entries(value)), schema, path);
  } else if (typeof value === 'string' && schema.enum?.includes(value) === false) {
    yield `${path} must be one of: ${schema.enum.join(', ')}`;
  }
}

function* propertyProblems(
  given: ReadonlyMap<string, unknown>,
  schema: JsonSchema,
  path: string,
): Generator<string> {
  for (const name of schema.required ?? []) {
    if (!given.has(name)) yield `${path} must have the property ${name}`;
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (given.has(name)) yield* problemsOf(given.get(name), property, `${path}.${name}`);
  }
}

function hasType(value: unknown, type: JsonSchema['type']): boolean {
  switch (type) {
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      // `1e999` is JSON and is read as infinity, which can't be written again.
      return Number.isFinite(value);
    case 'string':
    case 'boolean':
      return typeof value === type;
  }
}
