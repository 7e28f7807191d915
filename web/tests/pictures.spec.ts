import type { Page } from '@playwright/test';
import { reach } from './support/keys';
import { api } from './support/people';
import { collectionOf, picture } from './support/pictures';
import { plant, plants } from './support/planted';
import { accessible, enter, expect, LONG, test } from './support/studio';

/** Too busy for a place: the upload comes again by itself. */
const BUSY = '503 .*/images$';
const allowed = (...others: string[]) => [new RegExp([BUSY, ...others].join('|'))];
test.use({ allowed: allowed() });

const card = (page: Page, name: string) => page.getByRole('row', { name, exact: true });
const shows = (page: Page, name: string) => card(page, name).locator('img[data-there]');

test(
  'pictures come in at once, what is none says why, and each can be named, moved, deleted and brought back',
  LONG,
  async ({ studio: page }) => {
    await expect(page.getByRole('heading', { name: 'Every film begins with a picture' })).toBeVisible();
    await accessible(page);
    const [chosen] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Upload pictures' }).click(),
    ]);
    await chosen.setFiles([
      picture('Sea.png', { hue: 200 }),
      { name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('no picture') },
      picture('Dunes.png', { hue: 40 }),
      picture('تصویر از کوهستان.png', { hue: 120 }),
    ]);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('My pictures');
    const tray = page.getByRole('region', { name: 'Uploads' });
    await expect(tray.getByText('This is not a JPEG, PNG or WebP picture.')).toBeVisible();
    await accessible(page);
    for (const name of ['Sea', 'Dunes', 'تصویر از کوهستان']) await expect(shows(page, name)).toBeVisible();
    await expect(tray.getByRole('heading', { name: '3 uploaded, 1 not' })).toBeVisible();
    await tray.getByRole('button', { name: 'Close' }).click();
    await expect(tray).toBeHidden();

    await card(page, 'Dunes').focus();
    await page.keyboard.press('e');
    await page.getByRole('textbox', { name: 'Title' }).fill('Dunes at noon');
    await page.keyboard.press('Enter');
    await expect(card(page, 'Dunes at noon')).toBeFocused();

    await page.keyboard.press('Delete');
    await expect(card(page, 'Dunes at noon')).toBeHidden();
    await page.getByText('1 picture in the trash.').locator('..').getByRole('button', { name: 'Undo' }).click();
    await expect(shows(page, 'Dunes at noon')).toBeVisible();

    await card(page, 'Sea').focus();
    await page.keyboard.press('l');
    const large = page.getByRole('dialog');
    await expect(large.getByRole('img', { name: 'Sea' })).toBeVisible();
    await accessible(page);
    await page.keyboard.press('ArrowLeft');
    await expect(large.getByRole('heading')).toContainText('Dunes at noon');
    await page.keyboard.press('Escape');
    await expect(card(page, 'Dunes at noon')).toBeFocused();

    await page.getByRole('button', { name: 'What to do with Sea' }).click();
    await accessible(page);
    await page.getByRole('menuitem', { name: 'Move …' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Water');
    await page.getByRole('button', { name: 'Move', exact: true }).click();
    await expect(page.getByText('1 picture moved to “Water”.')).toBeVisible();
    await expect(card(page, 'Sea')).toBeHidden();
    await page.getByRole('button', { name: 'All collections' }).click();
    await expect(page.getByRole('link', { name: /Water.*1 picture/ }).locator('img')).toBeVisible();
    await accessible(page);
    await page.getByRole('button', { name: 'What to do with My pictures' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await expect(page.getByRole('alertdialog')).toContainText('2 pictures go with it');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('“My pictures” is in the trash.').locator('..').getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('link', { name: /My pictures.*2 pictures/ }).click();
    await expect(shows(page, 'Dunes at noon')).toBeVisible();

    const { name, buffer } = picture('Fort.png', { hue: 300 });
    const dataTransfer = await page.evaluateHandle(
      ([name, bytes]) => {
        const carried = new DataTransfer();
        carried.items.add(new File([Uint8Array.from(bytes)], name, { type: 'image/png' }));
        return carried;
      },
      [name, [...buffer]] as const,
    );
    await page.dispatchEvent('#main', 'dragenter', { dataTransfer });
    await expect(page.getByText('Let go to upload')).toBeVisible();
    await page.dispatchEvent('#main', 'drop', { dataTransfer });
    await expect(shows(page, 'Fort')).toBeVisible();
    await expect(page.getByText('Let go to upload')).toBeHidden();
  },
);

test.describe('without a connection for a while', () => {
  test.use({ allowed: allowed('net::ERR_') });

  test('an upload that is broken off goes on by itself, also while its person is elsewhere', async ({ studio: page }) => {
    const storage = /rushes-uploads/;
    await page.route(storage, (route) => route.abort('internetdisconnected'));
    await page.getByTestId('files').setInputFiles([picture('Harbour.png', { hue: 220 })]);
    const tray = page.getByRole('region', { name: 'Uploads' });
    await expect(tray.getByText('The connection is lost. It goes on by itself.')).toBeVisible();
    await page.getByRole('navigation').getByRole('link', { name: 'Videos' }).click();
    await expect(tray).toBeVisible();
    await page.unroute(storage);
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await expect(tray.getByRole('heading', { name: '1 picture uploaded' })).toBeVisible();
    await page.goBack();
    await expect(shows(page, 'Harbour')).toBeVisible();
    await page.getByRole('button', { name: 'All collections' }).click();
    await expect(page.getByRole('link', { name: /My pictures.*1 picture/ })).toBeVisible();
  });
});

test('many are chosen, moved about and deleted by keys alone', async ({ page, person }) => {
  const { id } = await collectionOf(person, 'Lisbon', 3);
  await enter(page, person, `/studio/pictures/${id}`);
  await expect(shows(page, 'Picture 1')).toBeVisible();
  await card(page, 'Picture 3').focus();
  await page.keyboard.press('s');
  const bar = page.getByRole('toolbar', { name: 'What to do with the selected ones' });
  await expect(bar).toContainText('0 selected');
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  await expect(card(page, 'Picture 2')).toBeFocused();
  await page.keyboard.press('Shift+ArrowRight');
  await expect(bar).toContainText('3 selected');
  await page.keyboard.press('Escape');
  await expect(bar).toBeHidden();
  await page.keyboard.press('Control+a');
  await expect(bar).toContainText('3 selected');
  await accessible(page);
  await page.keyboard.press('Space');
  await expect(bar).toContainText('2 selected');
  await page.keyboard.press('Delete');
  await expect(card(page, 'Picture 1')).toBeFocused();
  await expect(page.getByText('2 pictures in the trash.')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(page.getByRole('row')).toHaveCount(3);
});

test('pictures are carried to another collection with a pointer and by keys, and back', async ({ page, person }) => {
  const { id } = await collectionOf(person, 'Lisbon', 4);
  await api(person, 'POST', 'images/collections', { name: 'Porto' });
  await enter(page, person, `/studio/pictures/${id}`);
  await expect(shows(page, 'Picture 1')).toBeVisible();
  await page.keyboard.press('?');
  for (const key of ['Go about in the wall', 'Select all', 'Carry to another collection']) {
    await expect(page.getByRole('dialog').getByText(key)).toBeVisible();
  }
  await page.keyboard.press('Escape');

  const shelf = page.getByRole('group', { name: /^Where should/ });
  const near = page.waitForResponse(/images\/collections\?/); // what carries comes when somebody is near
  await card(page, 'Picture 4').hover();
  await near;
  await page.mouse.down();
  await page.mouse.move(600, 500, { steps: 3 });
  await expect(shelf).toBeVisible();
  await shelf.getByRole('button', { name: 'Porto' }).hover();
  await page.mouse.up();
  await expect(page.getByText('1 picture moved to “Porto”.')).toBeVisible();
  await expect(card(page, 'Picture 4')).toBeHidden();
  await expect(shelf).toBeHidden();

  await card(page, 'Picture 3').focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await page.keyboard.press('d');
  await expect(shelf).toContainText('Where should these 2 pictures go?');
  await reach(page, /^Porto/);
  await accessible(page);
  await page.keyboard.press('Enter');
  await expect(page.getByText('2 pictures moved to “Porto”.')).toBeVisible();
  await expect(card(page, 'Picture 1')).toBeFocused();
  await expect(page.getByRole('row')).toHaveCount(1);
  await page.getByText('2 pictures moved to “Porto”.').locator('..').getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(page.getByRole('row')).toHaveCount(3);
});

test.describe('of planted pictures, which have no files', () => {
  test.use({ allowed: [/404 .*\.small\?/] });

  test('who has come to older pictures hears of those, too', async ({ page, person }) => {
    const { id } = await api<{ id: string }>(person, 'POST', 'images/collections', { name: 'Many' });
    const all = plants(id, 130);
    await plant(person, all);
    await enter(page, person, `/studio/pictures/${id}`);
    await card(page, 'Picture 0').focus();
    await page.keyboard.press('End');
    await expect(card(page, 'Picture 99')).toBeFocused();
    await expect(page.getByText('130 pictures')).toBeVisible();
    await page.keyboard.press('End');
    await expect(card(page, 'Picture 129')).toBeFocused();
    await api(person, 'PATCH', `images/${all[125]?.id}`, { title: 'Renamed elsewhere' });
    await expect(card(page, 'Renamed elsewhere')).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('data-listeners', '2'); // the account's, and still the view's one
  });
});

test('two pages of one person stay in step', async ({ page, person, context }) => {
  const { id } = await collectionOf(person, 'Lisbon', 2);
  const other = await context.newPage();
  await enter(page, person, `/studio/pictures/${id}`);
  await other.goto(`/studio/pictures/${id}`);
  await expect(shows(other, 'Picture 2')).toBeVisible();
  await other.locator('html[data-listeners="2"]').waitFor({ state: 'attached' }); // the account's, and the view's one
  await page.getByTestId('files').setInputFiles([picture('Tram.png', { hue: 60 })]);
  await expect(shows(other, 'Tram')).toBeVisible();
  await card(page, 'Picture 1').focus();
  await page.keyboard.press('Delete');
  await expect(card(other, 'Picture 1')).toBeHidden();
  await other.getByRole('button', { name: 'All collections' }).click();
  await other.getByRole('navigation').getByRole('link', { name: 'Trash' }).click();
  await other.close();
});

test.describe('on a small phone, in German', () => {
  test.use({
    viewport: { width: 320, height: 640 },
    hasTouch: true,
    isMobile: true,
    locale: 'de-DE',
    allowed: allowed('images/000000000000000000000000'),
  });

  test('the wall fits, a finger that rests selects, and an old link says that its picture is gone', async ({ page, person }) => {
    const { id, images } = await collectionOf(person, 'Urlaub an der Nordseeküste im Spätsommer', 3);
    await enter(page, person, `/studio/pictures/${id}?large=${images[1]}`);
    await expect(page.getByRole('dialog').getByRole('heading')).toContainText('Picture 2');
    await page.getByRole('button', { name: 'Schließen' }).last().tap();
    await expect(shows(page, 'Picture 3')).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    const middle = await card(page, 'Picture 3').boundingBox();
    const touch = { identifier: 1, clientX: (middle?.x ?? 0) + 40, clientY: (middle?.y ?? 0) + 40 };
    await card(page, 'Picture 3').dispatchEvent('pointerdown', { ...touch, pointerType: 'touch', bubbles: true });
    await expect(page.getByRole('toolbar')).toContainText('1 ausgewählt');
    await accessible(page);
    await page.goto(`/studio/pictures/${id}?picture=000000000000000000000000`);
    await expect(page.getByText('Dieses Bild gibt es nicht. Vielleicht wurde es gelöscht.')).toBeVisible();
  });
});
