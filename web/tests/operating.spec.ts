import { randomBytes } from 'node:crypto';
import { plantFigures } from './support/figures';
import { put } from './support/firestore';
import { api, type Person, somebody } from './support/people';
import { accessible, enter, expect, test } from './support/studio';

const QUEUE = 'start-openai-videos-sim-video-1'; // of a model that no other way through the studio asks for
const MODEL = 'openai-videos/sim-video-1';

/** A task that was given up an hour ago. */
async function letter(kind: string): Promise<string> {
  const [id, at] = [randomBytes(8).toString('hex'), new Date(Date.now() - 3_600_000).toISOString()];
  const expires_at = new Date(Date.now() + 86_400_000).toISOString();
  const task = { queue: 'deliver', function: 'webhook-tasks', path: '/deliver', payload: { endpoint_id: 'none' }, task: id };
  const about = { job_id: null, user_id: null, error: `${kind}: nobody answered`, error_type: kind, attempts: 9, times: 1 };
  const marks = { first_at: at, last_at: at, expires_at, replayed_at: null, replayed_by: null, sent_at: null };
  await put([[`dead_letters/${id}`, { ...task, ...about, ...marks }]]);
  return id;
}

let operator: Person;

test.describe('an operator', () => {
  test.use({ allowed: [/503/] }); // a year is much to read at once; the client asks again by itself

  test.beforeEach(async ({ page }) => {
    operator = await somebody({ credits: 0, claims: { admin: true } });
    await enter(page, operator, '/studio/operators/today');
    await page.getByRole('button', { name: 'Morning round' }).click();
  });

  test('sees how the service does, and what a year came to', async ({ page }) => {
    await plantFigures(365);
    await page.getByRole('radio', { name: 'Year' }).check({ force: true });
    await expect(page).toHaveURL(/span=year/);
    const jobs = page.getByRole('region', { name: 'Videos by outcome', exact: true });
    await expect(jobs.getByRole('slider')).toHaveAttribute('aria-valuemax', '364');
    await jobs.getByRole('slider').focus();
    await page.keyboard.press('ArrowLeft');
    await expect(jobs.getByRole('slider')).toHaveAttribute('aria-valuetext', /Done: \d+/);
    await page.getByRole('button', { name: 'Table: Cost and margin' }).click();
    await expect(page.getByRole('region', { name: 'Table: Cost and margin' }).getByRole('row')).toHaveCount(366);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'All of it as CSV' }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^figures-.*-year\.csv$/);
    await accessible(page);
  });

  test('pauses a queue, sends a dead letter again, suspends a model, and finds all of it in the audit log', async ({ page }) => {
    const kind = `Gone${randomBytes(3).toString('hex').replace(/\d/g, 'x')}`;
    await letter(kind);
    await page.goto('/studio/operators/queues');
    await page.getByRole('button', { name: `Pause ${QUEUE}` }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('region', { name: 'What it would touch' })).toContainText('sends');
    await accessible(page);
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('the provider stumbles');
    await dialog.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: `Resume ${QUEUE}` }).click();
    await expect(dialog).toContainText('paused');
    await dialog.getByRole('button', { name: 'Resume' }).click();
    await expect(page.getByRole('button', { name: `Pause ${QUEUE}` })).toBeVisible();

    await page.goto(`/studio/operators/queues/letters?error_type=${kind}`);
    await page.getByRole('button', { name: 'Send all of this kind again' }).click();
    await expect(dialog).toContainText('One letter');
    await dialog.getByRole('button', { name: 'Send again' }).click();
    await expect(page.getByRole('row').nth(1)).toContainText('sent again');
    await accessible(page);

    await page.goto(`/studio/operators/models/${MODEL}`);
    for (const act of ['Suspend', 'Lift the suspension']) {
      await page.getByRole('button', { name: act }).click();
      await dialog.getByRole('button', { name: act }).click();
      await expect(dialog).toHaveCount(0);
    }
    await expect(page.getByText('on offer', { exact: true })).toBeVisible();
    await accessible(page);

    await page.goto(`/studio/operators/audit?actor=${operator.uid}&action=pause_queue`);
    await expect(page.getByRole('row').nth(1)).toContainText('the provider stumbles');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export as CSV' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('audit.csv');
    await accessible(page);
  });

  test('changes a setting beside somebody else, goes back in its history, and proves the data', async ({ page }) => {
    const patch = (values: object, section = 'notices') =>
      api<{ values: Record<string, unknown> }>(operator, 'PATCH', `admin/config/${section}`, { reason: 'beside', values });
    await patch({ mail_together_minutes: 61 });
    await page.goto('/studio/operators/settings/notices');
    const minutes = page.getByLabel('Minutes between two mails');
    await expect(minutes).toHaveValue('61');
    await patch({ mail_together_minutes: 62 });
    await minutes.fill('63');
    await minutes.press('Tab');
    await page.getByRole('button', { name: 'Save' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByText(/^Changed meanwhile by/)).toBeVisible();
    await expect(dialog.getByRole('region', { name: 'What it would touch' })).toContainText('62 → 63');
    await accessible(page);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('in force')).toBeVisible();
    await page.getByRole('button', { name: 'Back to what was there at first' }).click();
    await expect(dialog.getByRole('region', { name: 'What it would touch' })).toContainText('63 → 60');
    await dialog.getByRole('button', { name: 'Go back' }).click();
    await expect(minutes).toHaveValue('60');
    await accessible(page);

    await patch({ until: '2026-01-01T00:00:00Z' }, 'announcement'); // others work here, who shall not see it
    await page.goto('/studio/operators/settings/announcement');
    await page.getByLabel('In English').fill('We move house tonight.');
    await expect(page.getByRole('region', { name: 'This is how it looks' })).toContainText('We move house tonight.');
    await page.getByLabel('In German').fill('Wir ziehen heute um.');
    await page.getByLabel('In German').press('Tab');
    await page.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toHaveCount(0);
    const { values } = await patch({ until: null, de: '', en: '' }, 'announcement');
    expect(values).toMatchObject({ de: '', en: '' });
    await page.reload();
    await expect(page.getByText(/We move house tonight\./).first()).toBeVisible(); // in its history

    await page.goto('/studio/operators/reconcile');
    await page.getByRole('button', { name: 'Start a run' }).first().click();
    await dialog.getByRole('button', { name: 'Start a run' }).click();
    await expect(page).toHaveURL(/reconcile\/\d{8}-/);
    await expect(page.getByText('What was proven')).toBeVisible();
    await accessible(page);
  });
});
