import { createServer, type Server } from 'node:http';
import type { WorkerMetrics } from '../src/observability/worker-metrics.js';
import { listen } from './listen.js';

/** Serves a worker's `/metrics` and `/health` on METRICS_PORT. Takes no keys: it is for the machine's own scrapers. */
export async function serveMetrics(metrics: WorkerMetrics, host: string, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    if (request.method !== 'GET' || (path !== '/metrics' && path !== '/health')) {
      response.writeHead(404).end();
      return;
    }
    if (path === '/health') {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(metrics.health()));
      return;
    }
    metrics.registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': metrics.registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  await listen(server, host, port, 'METRICS_PORT');
  server.unref();
  return server;
}
