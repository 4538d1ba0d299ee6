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
  return (request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    protect(request, response, next);
  };
}
