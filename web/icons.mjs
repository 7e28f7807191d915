// Draws the installed studio's icons out of public/icon.svg, by the browser of the tests: `npm run icons`, after the picture was changed.
import { readFile, writeFile } from 'node:fs/promises';
import { chromium } from '@playwright/test';
import packaged from '@sparticuz/chromium';

const picture = await readFile(new URL('public/icon.svg', import.meta.url), 'utf8');
const whole = picture.replace('rx="7" ', ''); // to its edges: a phone cuts the corners as it likes
const inside = whole
  .replace('viewBox="0 0 32 32"', 'viewBox="-5 -5 42 42"')
  .replace('width="32" height="32"', 'x="-5" y="-5" width="42" height="42"');
const badge = picture.replace(/<rect[^>]*>/, '').replaceAll('#f2a65a', '#ffffff'); // a phone takes only its shape
const ICONS = [
  ['icon-192', picture, 192],
  ['icon-512', picture, 512],
  ['icon-whole-512', inside, 512],
  ['icon-apple-180', whole, 180],
  ['badge-96', badge, 96],
];

const browser = await chromium.launch({ executablePath: await packaged.executablePath(), args: ['--no-sandbox'] });
const page = await browser.newPage();
for (const [name, drawn, side] of ICONS) {
  await page.setViewportSize({ width: side, height: side });
  await page.setContent(
    `<body style="margin:0">${drawn.replace('<svg ', `<svg width="${side}" height="${side}" style="display:block" `)}`,
  );
  await writeFile(new URL(`public/${name}.png`, import.meta.url), await page.screenshot({ omitBackground: true }));
}
await browser.close();
