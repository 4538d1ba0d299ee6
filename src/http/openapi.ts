import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { type Answer, type Endpoint, pathsOf, type UploadRule } from './endpoint.js';
import { FIELD_WORDS } from './field-words.js';

/** The OpenAPI document, made from the schemas that validate. */

export type OpenApiDocument = ReturnType<OpenApiGeneratorV31['generateDocument']>;

/** The one form of every error. */
export const errorSchema = z
  .object({
    error: z.string().meta({ description: 'Kind of the error' }),
    message: z.string(),
    details: z.object({
      error_code: z.string().meta({ description: 'Stable; decide by this' }),
      timestamp: z.iso.datetime(),
      request_id: z.string(),
      issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    }),
    suggestions: z.array(z.string()),
  })
  .meta({ id: 'Error' });

const ERRORS: Readonly<Record<number, string>> = {
  400: 'The request cannot be read: its JSON, its file, or the escapes in its path',
  401: 'No key, or an unknown one',
  403: 'The key lacks the role, the feature is not open to the client, or a page from elsewhere asks a server without keys',
  404: "What the path names does not exist, or is another client's",
  406: 'Another version, or a media type that is not offered',
  413: 'The body is too large',
  415: 'The body is of a type that is not taken, or its text is not in UTF-8',
  429: 'More than the client may ask for; try again after Retry-After',
  422: 'A field, parameter or header does not fit; every issue is listed',
  503: 'The store is away, the process is stopping or, for what makes work, can not keep up; try again after Retry-After',
  500: 'Something went wrong here; `request_id` finds it in the log',
};

const RETRY_AFTER = 'Seconds to wait';

/** What is told with an error besides its body. */
const ERROR_HEADERS: Readonly<Record<number, Answer['headers']>> = {
  401: { 'WWW-Authenticate': 'How to send a key' },
  429: {
    'Retry-After': RETRY_AFTER,
    RateLimit: 'What is left of the quota, and when it is full again',
    'RateLimit-Policy': 'The quota',
  },
  503: { 'Retry-After': RETRY_AFTER },
};

const DESCRIPTION = `Stories played out by characters that know only what they could know.

Every path under \`/api\` answers under \`/api/v1\` as well. Each answer carries \`X-Request-Id\`. Errors have one form;
paths in \`issues\` are written like \`characters[0].name\`. A parameter of a query that has no value counts as not sent.
\`Accept-Version: 1\` is accepted.`;

export function openApiDocument(endpoints: readonly Endpoint[], version: string): OpenApiDocument {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });
  registry.registerComponent('securitySchemes', 'apiKey', {
    type: 'apiKey',
    in: 'header',
    name: 'X-API-Key',
  });
  for (const endpoint of endpoints) {
    for (const [index, path] of pathsOf(endpoint).entries()) {
      registry.registerPath(operation(endpoint, path, index > 0));
    }
  }
  const document = new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Novel Engine',
      version,
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
  });
  return withWords(asAnswered(document), '') as OpenApiDocument;
}

/** Says of each field of an answer that has a default that it is there: only of a request it may be missing. */
function asAnswered(document: OpenApiDocument): OpenApiDocument {
  const { schemas = {} } = document.components ?? {};
  const operations = Object.values(document.paths ?? {}).flatMap((path) => Object.values(path));
  const asked = new Set(operations.flatMap(({ requestBody }) => [...namesIn(requestBody, schemas)]));
  const answers = Object.entries(schemas).map(([name, schema]) => [
    name,
    asked.has(name) ? schema : filledIn(schema),
  ]);
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(answers) } };
}

/** The components that a part of the document refers to, directly or through others. */
function namesIn(part: unknown, schemas: object, found: Set<string> = new Set()): ReadonlySet<string> {
  for (const [, name = ''] of JSON.stringify(part ?? null).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
    if (found.has(name)) continue;
    found.add(name);
    namesIn(Reflect.get(schemas, name), schemas, found);
  }
  return found;
}

function filledIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(filledIn);
  if (typeof value !== 'object' || value === null) return value;
  const { properties, default: _default, ...others } = value as Readonly<Record<string, unknown>>;
  const rest = mapValues(others, filledIn);
  if (properties === undefined) return rest;
  const required: readonly string[] = Array.isArray(rest.required) ? rest.required : [];
  const there = Object.entries(Object(properties))
    .filter(([name, property]) => required.includes(name) || 'default' in Object(property))
    .map(([name]) => name);
  return {
    ...rest,
    properties: mapValues(Object(properties), filledIn),
    ...(there.length > 0 && { required: there }),
  };
}

function mapValues(
  object: Readonly<Record<string, unknown>>,
  change: (value: unknown) => unknown,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

/** Describes the properties and parameters that their schemas say nothing of; `within` names what they stand in. */
function withWords(value: unknown, within: string): unknown {
  if (Array.isArray(value)) {
    return value.map((entry) => withWords(entry, within));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => {
      if (key === 'properties') {
        return [key, named(entry, within)];
      }
      if (key === 'schemas') {
        return [
          key,
          Object.fromEntries(Object.entries(entry).map(([name, schema]) => [name, withWords(schema, name)])),
        ];
      }
      if (key === 'parameters' && Array.isArray(entry)) {
        return [key, entry.map((parameter) => described(asSent(parameter), 'parameter', parameter.name))];
      }
      return [key, withWords(entry, within)];
    }),
  );
}

/** A number is read from text, and read that way null would be one, too: but nobody can send it. */
function asSent<Parameter extends { readonly schema: object }>(parameter: Parameter): Parameter {
  const { schema } = parameter;
  return 'type' in schema && Array.isArray(schema.type)
    ? { ...parameter, schema: { ...schema, type: schema.type.find((type) => type !== 'null') } }
    : parameter;
}

function named(properties: object, within: string): object {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [
      name,
      withWords(described(property, within, name), name),
    ]),
  );
}

function described(schema: object, within: string, name: string): object {
  const words = FIELD_WORDS.get(`${within}.${name}`) ?? FIELD_WORDS.get(name);
  return words === undefined || 'description' in schema || '$ref' in schema
    ? schema
    : { ...schema, description: words };
}

function operation(endpoint: Endpoint, path: string, isAlias: boolean): RouteConfig {
  const { access, tag, summary, description, params, query, headers, body, upload } = endpoint;
  const request = {
    ...(params === undefined ? {} : { params }),
    ...(query === undefined ? {} : { query }),
    ...(headers === undefined ? {} : { headers }),
    ...(body === undefined
      ? {}
      : { body: { required: true, content: { 'application/json': { schema: body } } } }),
    ...(upload === undefined ? {} : { body: { required: true, content: fileContent(upload, query) } }),
  };
  return {
    method: endpoint.method.toLowerCase() as RouteConfig['method'],
    path,
    operationId: isAlias ? `${endpoint.name}Alias` : endpoint.name,
    tags: [tag],
    summary: isAlias ? `The same as ${endpoint.path}` : summary,
    ...(description === undefined ? {} : { description }),
    security: access === 'open' ? [] : [{ bearer: [] }, { apiKey: [] }],
    ...(access === 'admin' ? { 'x-role': 'admin' } : {}),
    request,
    responses: {
      ...errorAnswers(endpoint),
      ...Object.fromEntries(Object.entries(endpoint.answers).map(toResponse)),
    },
  };
}

/** The media types in which a file comes. A form may say in fields of its own what else goes into the query. */
function fileContent(
  { document, mediaTypes }: UploadRule,
  query: z.ZodObject | undefined,
): Record<string, { schema: z.ZodType }> {
  const file = z.string().meta({ format: 'binary', description: 'The file' });
  return {
    'application/json': { schema: document },
    ...Object.fromEntries(mediaTypes.map((type) => [type, { schema: file }])),
    'multipart/form-data': { schema: z.object({ file, ...query?.shape }) },
  };
}

function toResponse([status, answer]: [string, Answer]): [string, RouteConfig['responses'][string]] {
  const isError = Number(status) >= 400 && answer.content === undefined;
  const content = isError ? { 'application/json': errorSchema } : answer.content;
  const { description } = answer;
  const headers = { ...(isError ? ERROR_HEADERS[Number(status)] : {}), ...answer.headers };
  return [
    status,
    {
      description,
      content: Object.fromEntries(Object.entries(content ?? {}).map(([type, schema]) => [type, { schema }])),
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, text]) => [
          name,
          { description: text, schema: { type: 'string' } },
        ]),
      ),
    },
  ];
}

function errorAnswers(endpoint: Endpoint): RouteConfig['responses'] {
  const { access, params, query, headers, body, upload, answers } = endpoint;
  const hasBody = body !== undefined || upload !== undefined;
  const statuses = [
    ...(hasBody ? [413, 415] : []),
    // A parameter's escapes can be broken, too.
    ...(hasBody || params !== undefined ? [400] : []),
    ...(access === 'open' ? [] : [401, 503]),
    ...(access === 'client' ? [429] : []),
    403,
    ...(params === undefined ? [] : [404]),
    ...(!hasBody && query === undefined && headers === undefined ? [] : [422]),
    406,
    500,
  ].filter((status) => answers[status] === undefined);
  return Object.fromEntries(
    statuses.map((status) => toResponse([String(status), { description: ERRORS[status] ?? '' }])),
  );
}
