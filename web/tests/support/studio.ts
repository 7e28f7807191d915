import { test as base, expect, type Page } from '@playwright/test';
import axe from 'axe-core';
import { type Person, somebody, stack } from './people';

interface Studio {
  /** Somebody of this test's own. */
  person: Person;
  /** A page that is signed in as them. */
  studio: Page;
  /** What the test provokes on purpose and the console may say. */
  allowed: RegExp[];
}

/**
 * Firestore's emulator keeps the listeners of pages that are closed, and may then answer the first word of a new one later than the SDK waits:
 * it says so, looks whether there is a network at all (the page's policy refuses that), and goes on once it is answered.
 */
const LATE_EMULATOR = /Could not reach Cloud Firestore backend|www\.google\.com\/images\/cleardot\.gif/;

/** Watches a page: what it complains of, and whom it asks beside the stack. Both fail the test in its end. */
export function watched(page: Page): string[] {
  const complaints: string[] = [];
  const complain = (of: string) => LATE_EMULATOR.test(of) || complaints.push(of);
  page.on('console', (said) => said.type() === 'error' && complain(`${said.text()} ${said.location().url}`));
  page.on('pageerror', (error) => complain(String(error)));
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (/^http/.test(protocol) && hostname !== '127.0.0.1') complain(`asked ${request.url()}`);
  });
  return complaints;
}

export async function enter(page: Page, person: Person, to = '/studio/'): Promise<void> {
  const [path, query = ''] = to.split('?');
  await page.goto(`${path}${query ? `?${query}` : ''}#token=${encodeURIComponent(JSON.stringify({ uid: person.uid }))}`);
  await expect(page).not.toHaveURL(/#token/); // the studio has read whom it signs in
  await page.locator('nav').first().waitFor();
}

export const test = base.extend<Studio>({
  // biome-ignore lint/correctness/noEmptyPattern: how Playwright is told that a fixture needs none
  person: async ({}, use) => use(await somebody()),
  allowed: [[], { option: true }],
  page: async ({ page, allowed }, use) => {
    const complaints = watched(page);
    await use(page);
    expect(complaints.filter((each) => !allowed.some((pattern) => pattern.test(each)))).toEqual([]);
  },
  studio: async ({ page, person }, use) => {
    await enter(page, person);
    await use(page);
  },
});

/** Of those that take longest: they begin first, so that none is left over in the end. */
export const LONG = { tag: '@long' };

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** No violation in what is shown, in both themes. */
export async function accessible(page: Page): Promise<void> {
  for (const frame of page.frames()) {
    if (!(await frame.evaluate(() => 'axe' in window))) await frame.evaluate(axe.source);
  }
  const told = await page.evaluate(async (rules) => {
    const { axe: there } = window as unknown as { axe: typeof axe };
    const page = document.documentElement;
    const [before, found] = [page.dataset.theme, [] as string[]];
    for (const theme of ['light', 'dark']) {
      page.dataset.theme = theme;
      const { violations } = await there.run(
        { exclude: ['[data-live-announcer]'] }, // what React Aria says of a button at work: gone after seconds, its button perhaps before
        { runOnly: rules, resultTypes: ['violations'] },
      );
      found.push(
        ...violations.map(({ id, nodes }) => `${theme}: ${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
      );
    }
    if (before === undefined) delete page.dataset.theme;
    else page.dataset.theme = before;
    return found;
  }, RULES);
  expect(told).toEqual([]);
}

export { expect, stack };
