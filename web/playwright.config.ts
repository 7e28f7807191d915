import { execFileSync } from 'node:child_process';
import { defineConfig } from '@playwright/test';
import packaged from '@sparticuz/chromium';

/** The machine's own Chromium where there is one, else the one that comes as a package. */
async function chromium(): Promise<{ executablePath: string; args: string[] }> {
  for (const name of ['chromium', 'google-chrome', 'chromium-browser']) {
    try {
      const found = execFileSync('which', [name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
      return { executablePath: found, args: ['--no-sandbox'] };
    } catch {
      // not on PATH
    }
  }
  return { executablePath: await packaged.executablePath(), args: packaged.args };
}

/** Against a stack that runs (`RUSHES_URL`, `RUSHES_CONTROL_URL`); `make test` starts one for it. */
export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: Number(process.env.RUSHES_WORKERS ?? 2),
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 20_000 },
  reporter: process.env.RUSHES_REPORT ? [['json', { outputFile: process.env.RUSHES_REPORT }], ['line']] : 'line',
  use: {
    baseURL: process.env.RUSHES_URL ?? 'http://127.0.0.1:8080',
    browserName: 'chromium',
    launchOptions: await chromium(),
    locale: 'en-GB',
    viewport: { width: 1280, height: 800 },
    contextOptions: { reducedMotion: 'reduce' },
    actionTimeout: 20_000,
    trace: 'off',
  },
});
