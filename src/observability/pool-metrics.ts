import { Gauge, type Registry } from 'prom-client';
import type { Database } from '../store/database.js';

/** Shows the database connections of a process, looked at with each scrape. */
export function showPool(registry: Registry, poolState: Database['poolState']): void {
  const registers = [registry];
  new Gauge({
    name: 'novel_engine_database_connections',
    help: 'Connections of the pool of this process, by state: in_use, idle',
    labelNames: ['state'],
    registers,
    collect() {
      const { open, idle } = poolState();
      this.set({ state: 'in_use' }, open - idle);
      this.set({ state: 'idle' }, idle);
    },
  });
  new Gauge({
    name: 'novel_engine_database_waiting',
    help: 'Statements of this process that wait for a connection',
    registers,
    collect() {
      this.set(poolState().waiting);
    },
  });
}
