import { mkdir, writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';

const FOLDER = new URL('../../../docs/pictures/', import.meta.url);
const QUALITY = 72; // of WebP: some 20 to 60 KB each

/** What is in sight, as a picture of the documentation: once all of it is there, and nothing is pointed at. */
export async function portrait(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.waitForFunction(() => [...document.images].every((image) => image.complete) && document.fonts.status === 'loaded');
  const line = await page.context().newCDPSession(page);
  const { data } = await line.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  await line.detach();
  await mkdir(FOLDER, { recursive: true });
  await writeFile(new URL(`${name}.webp`, FOLDER), Buffer.from(data, 'base64'));
}
