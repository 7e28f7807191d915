import { defineConfig } from '@playwright/test';
import { browser } from './tests/support/browser';

/** Against a stack that runs (`RUSHES_URL`, `RUSHES_CONTROL_URL`); `make test` starts one for it. */
export default defineConfig({
  testDir: process.env.RUSHES_BENCH ? 'bench' : 'tests',
  testMatch: process.env.RUSHES_PICTURES ? 'portraits.spec.ts' : /\.(spec|bench)\.ts$/,
  testIgnore: process.env.RUSHES_PICTURES ? [] : 'portraits.spec.ts', // takes the pictures of the documentation
  outputDir: 'test-results',
  projects: [
    { name: 'long', grep: /@long/ },
    { name: 'short', grepInvert: /@long/ },
  ],
  fullyParallel: true,
  workers: Number(process.env.RUSHES_WORKERS ?? 3),
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 20_000 },
  reporter: process.env.RUSHES_REPORT ? [['json', { outputFile: process.env.RUSHES_REPORT }], ['line']] : 'line',
  use: {
    baseURL: process.env.RUSHES_URL ?? 'http://127.0.0.1:8080',
    browserName: 'chromium',
    launchOptions: await browser(),
    locale: 'en-GB',
    viewport: { width: 1280, height: 800 },
    contextOptions: { reducedMotion: 'reduce' },
    actionTimeout: 20_000,
    trace: 'off',
  },
});
