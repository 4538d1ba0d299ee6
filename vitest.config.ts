import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/support/global-setup.ts'],
    pool: 'forks',
    // Every test builds its own database, queue prefix and ports, so files run side by side.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
