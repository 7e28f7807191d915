import { expect, type Page } from '@playwright/test';

const FURTHEST = 120;

/** By Tab to what is called so. */
export async function reach(page: Page, name: RegExp | string): Promise<void> {
  const wanted = typeof name === 'string' ? new RegExp(`^${name}$`) : name;
  const focused = () =>
    page.evaluate(() => {
      const at = document.activeElement as HTMLInputElement | null;
      return (at?.getAttribute('aria-label') ?? at?.labels?.[0]?.textContent ?? at?.textContent ?? '').trim();
    });
  for (let pressed = 0; pressed < FURTHEST; pressed += 1) {
    if (wanted.test(await focused())) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${name} cannot be reached by Tab`);
}

/** From now on each press of a pointer on the page is counted. */
export async function watchPointers(page: Page): Promise<() => Promise<void>> {
  await page.addInitScript(() => {
    addEventListener(
      'pointerdown',
      () => {
        sessionStorage.setItem('pointers', 'used');
      },
      true,
    );
  });
  return async () => expect(await page.evaluate(() => sessionStorage.getItem('pointers'))).toBeNull();
}
