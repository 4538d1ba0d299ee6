import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { z } from 'zod';
import { NotFoundError } from '../../errors.js';
import { type Endpoint, endpoint } from '../endpoint.js';
import { protectPage } from '../middleware/security-headers.js';
import { type OpenApiDocument, openApiDocument } from '../openapi.js';

/** Where the package keeps what a browser loads; nothing comes from anywhere else. */
const ASSETS = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const SERVED: ReadonlySet<string> = new Set(['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png']);
const INITIALIZER = 'initializer.js';
const ONE_HOUR_MS = 3_600_000;

/** The browser may load what this server serves, and nothing inline but the styles that the viewer sets on elements. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Novel Engine API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/${INITIALIZER}"></script>
</body>
</html>
`;

const INITIALIZER_SCRIPT = `window.addEventListener('load', () => {
  SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true });
});
`;

const signpostSchema = z
  .object({
    name: z.string().meta({ description: 'Of this service' }),
    version: z.string().meta({ description: 'Of the program that answers' }),
    docs: z.string().meta({ description: 'This API to read and try in a browser' }),
    openapi: z.string().meta({ description: 'This API as a document' }),
    health: z.string().meta({ description: 'How the service is' }),
  })
  .meta({ id: 'Signpost' });

/** @param endpoints every endpoint there is, these included; asked for with the first request */
export function docsRoutes(endpoints: () => readonly Endpoint[], version: string): readonly Endpoint[] {
  let document: OpenApiDocument | undefined;
  return [
    endpoint({
      name: 'getSignpost',
      method: 'GET',
      path: '/',
      access: 'open',
      tag: 'documentation',
      summary: 'Where to go from here',
      answers: {
        200: { description: 'Name, version and paths', content: { 'application/json': signpostSchema } },
      },
      handle({ response }) {
        response.json({
          name: 'Novel Engine',
          version,
          docs: '/docs',
          openapi: '/openapi.json',
          health: '/api/health',
        } satisfies z.output<typeof signpostSchema>);
      },
    }),
    endpoint({
      name: 'getOpenApiDocument',
      method: 'GET',
      path: '/openapi.json',
      access: 'open',
      tag: 'documentation',
      summary: 'This API as an OpenAPI 3.1 document',
      answers: { 200: { description: 'The document', content: { 'application/json': z.looseObject({}) } } },
      handle({ response }) {
        document ??= openApiDocument(endpoints(), version);
        response.json(document);
      },
    }),
    endpoint({
      name: 'getDocsPage',
      method: 'GET',
      path: '/docs',
      access: 'open',
      tag: 'documentation',
      summary: 'This API to read and try in a browser',
      answers: { 200: { description: 'A page', content: { 'text/html': z.string() } } },
      handle({ response }) {
        protectPage(response);
        response.set('Content-Security-Policy', PAGE_POLICY).type('html').send(PAGE);
      },
    }),
    endpoint({
      name: 'getDocsFile',
      method: 'GET',
      path: '/docs/{file}',
      access: 'open',
      tag: 'documentation',
      summary: 'A file of that page',
      missing: 'ROUTE',
      params: z.object({ file: z.string() }),
      answers: {
        200: {
          description: 'The file',
          content: {
            'text/javascript': z.string(),
            'text/css': z.string(),
            'image/png': z.string().meta({ format: 'binary' }),
          },
        },
      },
      async handle({ params: { file }, response }) {
        if (file === INITIALIZER) {
          response.type('js').send(INITIALIZER_SCRIPT);
          return;
        }
        if (!SERVED.has(file)) {
          throw new NotFoundError('ROUTE', 'There is no such file');
        }
        response.removeHeader('Cache-Control');
        await new Promise<void>((resolve, reject) => {
          response.sendFile(file, { root: ASSETS, maxAge: ONE_HOUR_MS }, (error) =>
            error == null ? resolve() : reject(error),
          );
        });
      },
    }),
  ];
}
