import { test } from '@playwright/test';
import { plantFigures } from '../tests/support/figures';
import { somebody } from '../tests/support/people';
import { slowness } from './slowness';

const URL_ = process.env.RUSHES_URL ?? 'http://127.0.0.1:8080';
const TIMES = 5;

/** The operator's day with a year of figures: from the last of the door's answers until all charts are painted. */
test('operators', async ({ browser }) => {
  test.setTimeout(300_000);
  await plantFigures(365);
  const { uid } = await somebody({ credits: 0, claims: { admin: true } });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const slower = await slowness(page);
  await page.goto(`${URL_}/studio/operators/today#token=${encodeURIComponent(JSON.stringify({ uid }))}`);
  await page.getByRole('button', { name: 'Morning round' }).click();
  await page.getByRole('slider').first().waitFor();
  const [painted, asked]: [number[], number[]] = [[], []];
  for (let time = 0; time < TIMES; time += 1) {
    await page.goto(`${URL_}/studio/operators/today?span=year`);
    await page.locator('[role="slider"] path[d^="M"]').nth(12).waitFor({ state: 'attached' });
    const told = await page.evaluate(
      () =>
        new Promise<{ painted: number; asked: number }>((resolve) =>
          requestAnimationFrame(() =>
            requestAnimationFrame(() => {
              const calls = performance
                .getEntriesByType('resource')
                .filter(({ name }) => name.includes('/admin/figures')) as PerformanceResourceTiming[];
              const last = Math.max(...calls.map(({ responseEnd }) => responseEnd));
              const first = Math.min(...calls.map(({ startTime }) => startTime));
              resolve({ painted: performance.now() - last, asked: last - first });
            }),
          ),
        ),
    );
    painted.push(told.painted);
    asked.push(told.asked);
  }
  const middle = (all: number[]) => all.toSorted((one, other) => one - other)[Math.floor(TIMES / 2)];
  console.log(JSON.stringify({ slowness: slower, days: 365, painted_ms: middle(painted), asked_ms: middle(asked) }));
});
