import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        // Nothing in them outlives its file: modules that were read for one serve the next, which halves their time.
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.ts'],
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          globalSetup: ['tests/support/global-setup.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        // A pool of processes each, with short leases: beside what computes all the time they lose some that no fault has
        // cost them.
        test: {
          name: 'faults',
          include: ['tests/faults/**/*.test.ts'],
          globalSetup: ['tests/support/global-setup.ts'],
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        // What burdens the whole machine, or watches how busy it is: alone, when all else is done.
        test: {
          name: 'machine',
          include: ['tests/machine/**/*.test.ts'],
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
    pool: 'forks',
    // More at once would starve those that have short leases. Projects take no notice of the command line's.
    maxWorkers: Number(process.env.VITEST_MAX_WORKERS ?? Math.max(2, availableParallelism())),
    // Every test builds its own database, queue prefix and ports, so files run side by side. The limit only ends what
    // hangs: a test that starts processes takes its time on a busy machine.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
