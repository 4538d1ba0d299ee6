import type { AddressInfo } from 'node:net';
import express from 'express';
import pg from 'pg';

/** As many as an API process has. */
const CONNECTIONS = 10;

/** Express with nothing in it. */
export function bareApp(): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  return app;
}

export function barePool(max: number = CONNECTIONS): pg.Pool {
  return new pg.Pool({ connectionString: process.env.DATABASE_URL ?? '', max });
}

/** Listens on a free port and tells the parent which; ends with the parent. */
export function serve(app: express.Express): void {
  const server = app.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    process.send?.({ type: 'ready', url: `http://127.0.0.1:${port}` });
  });
  process.once('disconnect', () => process.exit(0));
}
