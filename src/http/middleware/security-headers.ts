import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';

type Headers = readonly (readonly [name: string, value: string])[];

/** What protects data, whatever a browser makes of it. The others say how a page may behave, and to what it may lead. */
const OF_DATA: ReadonlySet<string> = new Set([
  'content-security-policy',
  'cross-origin-resource-policy',
  'x-content-type-options',
  'x-frame-options',
]);

/** They are the same for every answer, and helmet takes longer to find them than a poll may take. */
const all = headersOfHelmet();
const ofData: Headers = all.filter(([name]) => OF_DATA.has(name));
const ofPages: Headers = all.filter(([name]) => !OF_DATA.has(name));

function headersOfHelmet(): Headers {
  const protect = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    frameguard: { action: 'deny' },
    // TLS ends at a proxy, if there is any; whether the name is only ever served over it is the proxy's to say.
    strictTransportSecurity: false,
  });
  const request = new IncomingMessage(new Socket());
  const sample = new ServerResponse(request);
  protect(request, sample, () => undefined);
  return Object.entries(sample.getHeaders()).map(([name, value = '']) => [name, String(value)]);
}

/**
 * Answers are data: no page may frame them and nothing in them runs. They change, and belong to one client, so nothing
 * on the way keeps them unless an endpoint says otherwise.
 */
export const securityHeaders: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store');
  for (const [name, value] of ofData) response.setHeader(name, value);
  next();
};

/** What an answer has besides that a browser shows as a page of its own. */
export function protectPage(response: Response): void {
  for (const [name, value] of ofPages) response.setHeader(name, value);
}
