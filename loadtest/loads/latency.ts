import type { Database } from '../../src/store/database.js';
import { withModelServer } from '../model-server.js';
import { checkDelivery, deliveryFaults } from '../pool/delivery.js';
import { withPool } from '../pool/pool.js';
import { type LoadOptions, type LoadReport, median } from '../report/load-report.js';
import { postOne, untilEnded } from '../traffic/simulations.js';
import { modelSettings } from './settings.js';

const MOST = 1.1;
const CHARACTERS = ['Alice', 'Bob', 'pilot', 'engineer', 'scientist'];
/** Simulations that a worker has played before: when it is young, and when its code is compiled. */
const FULL = { latencyMs: 200, turns: 10, simulations: 5, young: 20, warm: 240 };
const SMOKE = { latencyMs: 20, turns: 2, simulations: 1, young: 1, warm: 2 };

/** How long a single simulation takes beside the calls in it that have to wait for one another. */
export async function latency({ ground, smoke, say }: LoadOptions): Promise<LoadReport> {
  const { latencyMs, turns, simulations, young, warm } = smoke ? SMOKE : FULL;
  return withModelServer({ latency: latencyMs }, (model) => {
    const settings = { GOVERNOR: 'false', ...modelSettings(model.url) };
    return withPool({ ground, workers: 1, settings }, async ({ url, database: { db } }) => {
      const accepted: string[] = [];
      const rows: {
        turns_before: number;
        simulation: number;
        calls_in_line: number;
        critical_ms: number;
        wall_ms: number;
        ratio: number;
      }[] = [];
      const play = async (seed: number, length: number) => {
        const startedAt = performance.now();
        const id = await postOne(url, { character_names: CHARACTERS, turns: length, seed });
        accepted.push(id);
        await untilEnded(url, id);
        return { id, wallMs: performance.now() - startedAt };
      };
      let played = 0;
      // A worker plays for as long as it lives: as many turns as the engine's own bench plays before it measures.
      for (const before of [young, warm]) {
        say(`${before - played} simulations at once to warm up`);
        const seeds = Array.from({ length: before - played }, (_, index) => played + index + 1);
        await Promise.all(seeds.map((seed) => play(seed, turns)));
        played = before;
        for (let number = 1; number <= simulations; number += 1) {
          say(`simulation ${number} of ${simulations}`);
          const { id, wallMs } = await play(1000 + before + number, turns);
          const calls = await callsInLine(db, id);
          const criticalMs = calls * latencyMs;
          rows.push({
            turns_before: before * turns,
            simulation: number,
            calls_in_line: calls,
            critical_ms: criticalMs,
            wall_ms: wallMs,
            ratio: wallMs / criticalMs,
          });
        }
      }
      const delivery = await checkDelivery(db, accepted);
      const ratioAfter = (simulationsBefore: number) =>
        median(rows.filter((row) => row.turns_before === simulationsBefore * turns).map((row) => row.ratio));
      const ratio = ratioAfter(warm);
      return {
        rows,
        figures: {
          ratio,
          ratio_young: ratioAfter(young),
          latency_ms: latencyMs,
          characters: CHARACTERS.length,
          turns,
          runs: rows,
          delivery: { ...delivery },
        },
        thresholds: [{ what: 'wall time beside the critical path', value: ratio, limit: MOST, is: 'most' }],
        faults: deliveryFaults(delivery, accepted),
        configuration: { ...settings, model_latency_ms: latencyMs, characters: CHARACTERS.length, turns },
        notes: [
          'Calls in line: for each turn the decisions, which are made at once, and the director where one was asked; and the last ' +
            'chapter, since the others are told while the next turn is played. The wall time is what a client sees, from its post to the answer to its long poll.',
          `The threshold holds for a worker that has played ${warm * turns} turns; after ${young * turns} the engine's code is not yet all compiled and costs more: ${ratioAfter(young).toFixed(2)}.`,
        ],
        chart: {
          kind: 'bars',
          title: 'Wall time beside the critical path of model calls',
          unit: 'times',
          bars: rows.map(({ turns_before, simulation, ratio: value }) => ({
            name: `${turns_before} turns, run ${simulation}`,
            value,
          })),
          limit: { value: MOST, label: `at most ${MOST}` },
        },
      };
    });
  });
}

/** Model calls of a simulation that had to wait for one another. */
async function callsInLine(db: Database, id: string): Promise<number> {
  const [counted] = await db.query<{ turns: number; directed: number }>`
    SELECT count(*)::int AS turns,
           (count(*) FILTER (WHERE EXISTS (
             SELECT FROM jsonb_array_elements(record -> 'modelAnswers') AS answer WHERE answer ->> 'key' LIKE '%-direct'
           )))::int AS directed
    FROM turn WHERE simulation_id = ${id}::uuid`;
  return (counted?.turns ?? 0) + (counted?.directed ?? 0) + 1;
}
