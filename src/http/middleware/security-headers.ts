import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * Answers are data: no page may frame them and nothing in them runs. They change, and belong to one client, so nothing
 * on the way keeps them unless an endpoint says otherwise.
 */
export function securityHeaders(): RequestHandler {
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
  // They are the same for every answer, and helmet takes longer to find them than a poll may take.
  const request = new IncomingMessage(new Socket());
  const sample = new ServerResponse(request);
  protect(request, sample, () => undefined);
  const headers = Object.entries(sample.getHeaders());
  return (_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    for (const [name, value = ''] of headers) response.setHeader(name, value);
    next();
  };
}
