import type { Database } from '../../src/store/database.js';
import { createNotifier } from '../../src/store/notifications.js';
import { starterProfessions, starterWorlds } from '../../src/store/starter-content.js';
import { createAdmission } from '../../src/tasks/admission.js';
import { simulationRequestSchema } from '../../src/tasks/simulation-request.js';
import { type SubmitDependencies, submitSimulation } from '../../src/tasks/submit-simulation.js';

/** What accepting a simulation needs, without limits that a test would come near to. */
export function submission(db: Database): SubmitDependencies {
  return {
    db,
    notifier: createNotifier(db),
    worlds: starterWorlds(),
    professions: starterProfessions(),
    engineVersion: 'test',
    model: 'test',
    reuseMs: 3_600_000,
    admission: createAdmission({
      db,
      limits: { total: 1_000_000, perClient: null },
      maxCostUsdPerDay: undefined,
      now: Date.now,
    }),
  };
}

/** With it nobody gets in anybody's way, so that a turn of two people takes three calls: no director is asked. */
const CALM = 7;

/** Accepts a simulation as the API does, from a request's body, to be played in any case; returns its task's id. */
export async function submitted(db: Database, body: object): Promise<string> {
  const request = simulationRequestSchema.parse({
    character_names: ['Alice', 'Bob'],
    seed: CALM,
    cache: 'off',
    ...body,
  });
  return (await submitSimulation(submission(db), { clientId: 'local', request })).id;
}
