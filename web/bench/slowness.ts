import type { Page } from '@playwright/test';

/** How much slower this machine runs a fixed piece of work than the one that the marks were set by (25 ms). */
export async function slowness(page: Page): Promise<number> {
  const took = await page.evaluate(() => {
    const runs = Array.from({ length: 7 }, () => {
      const began = performance.now();
      let sum = 0;
      for (let at = 0; at < 1e7; at += 1) sum = (sum + at * 31) % 1_000_003;
      return performance.now() - began + sum * 0;
    });
    return runs.sort((a, b) => a - b)[3] ?? 0;
  });
  return took / 25;
}
