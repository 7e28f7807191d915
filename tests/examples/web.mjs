// The link of `make run`, then the page of examples/web, as a person uses both; ends with a line of JSON: what was seen.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { open } = createRequire(import.meta.url)('../../local/checks/browser.js');
const told = (name) => process.env[name] ?? assert.fail(`${name} is not told`);
const picture = (name) => process.env.PICTURES && page.screenshot({ path: `${process.env.PICTURES}/${name}.png`, fullPage: true });

const { browser, page, complaints } = await open();
try {
  await page.goto(told('LINK'));
  await page.getByText(/^Signed in as /).waitFor();
  const signedIn = await page.locator('#who').textContent();
  await picture('sign-in');
  await page.getByLabel('Its address').fill('https://elsewhere.example/');
  await page.getByText('Open it signed in').click();
  assert.equal(new URL(page.url()).pathname, '/sign-in', 'it goes nowhere else');
  await page.getByLabel('Its address').fill(told('APP'));
  await page.getByText('Open it signed in').click();

  await page.getByText('None yet.').waitFor();
  await page.getByText(/^\d+ credits$/).first().waitFor();
  assert.equal(new URL(page.url()).hash, '', 'the address no longer says who');
  const before = Number.parseInt(await page.locator('#credits').textContent(), 10);
  await page.locator('#picture').setInputFiles(told('PICTURE'));
  await page.getByText('Write a prompt from it').click();
  await page.waitForFunction(() => document.querySelector('#prompt').value.length > 20);
  await page.locator('#seconds').selectOption('4');
  const asked = Number.parseInt(await page.locator('#price', { hasText: new RegExp(`^${told('PRICE')} credits$`) }).textContent(), 10);
  await page.getByText('Make the video').click();
  const price = Number.parseInt(await page.getByText(/^\d+ credits charged$/).textContent(), 10);
  assert.equal(price, asked);
  await page.locator('#videos li').waitFor();
  await picture('making');
  await page.waitForFunction(() => document.querySelector('#videos video')?.readyState >= 1);
  await picture('made');
  await page.waitForFunction((left) => document.querySelector('#credits').textContent === `${left} credits`, before - price);

  await page.getByText('Sign out').click();
  await page.getByLabel('E-mail').fill(told('EMAIL'));
  await page.getByLabel('Password').fill('not-the-password');
  assert.deepEqual(complaints, []);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText(/wrong-password|invalid-credential/).waitFor();
  await page.getByLabel('Password').fill(told('PASSWORD'));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('#videos video').waitFor();
  await page.locator('#prompt').fill('A forbidden beacon.');
  await page.getByText('Make the video').click();
  await page.getByText('You were not charged.').waitFor();
  await picture('refused');
  console.log(JSON.stringify({ signedIn, price, before }));
} catch (error) {
  await page.screenshot({ path: `${process.env.PICTURES ?? '.'}/failed.png` }).catch(() => undefined);
  throw new Error(`${error.message}\n${complaints.join('\n')}`);
} finally {
  await browser.close();
}
