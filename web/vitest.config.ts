import { defineConfig, mergeConfig } from 'vitest/config';
import studio from './vite.config.ts';

/** Apart from what builds the studio, which needs none of what its tests need. */
export default mergeConfig(
  studio,
  defineConfig({
    test: {
      environment: 'happy-dom',
      maxWorkers: 2, // it would leave one of two processors to nobody
      testTimeout: 30_000, // a busy machine is no reason to fail
      include: ['src/**/*.test.{ts,tsx}'],
      expect: { poll: { timeout: 5_000 } },
      setupFiles: ['src/testing/setup.ts'],
      css: { modules: { classNameStrategy: 'non-scoped' } },
      coverage: {
        provider: 'v8',
        reporter: ['text-summary'],
        include: ['src/**/*.{ts,tsx}'],
        exclude: ['src/main.tsx', 'src/testing/**', 'src/**/*.test.*'],
        thresholds: { lines: 80 },
      },
    },
  }),
);
