import { expect, type Page } from '@playwright/test';
import { admin, api, type Person, timePasses } from './people';
import { enter } from './studio';

interface Clip {
  id: string;
  state: string;
}

const url = process.env.RUSHES_URL ?? 'http://127.0.0.1:8080';
/** What the provider stand-in is told in the prompt: this one breaks. */
const BREAKS = ' [[fault:fail={"message": "An internal error has occurred."}]]';

/** A video of theirs, named, once it has ended so. */
async function ended(person: Person, name: string, prompt: string, state: string): Promise<string> {
  const { video } = await api<{ video: Clip }>(person, 'POST', 'videos', { prompt, seconds: 4, queue: true });
  await api(person, 'PATCH', `videos/${video.id}`, { name });
  await expect
    .poll(
      async () => {
        await timePasses(person);
        return (await api<Clip>(person, 'GET', `videos/${video.id}`)).state;
      },
      { timeout: 40_000 },
    )
    .toBe(state);
  return video.id;
}

/** A film of theirs, once it is made. */
export async function filmed(person: Person, name: string, clip: string): Promise<string> {
  const scenes = [{ video_id: clip, end: 2 }, { video_id: clip }];
  const { film } = await api<{ film: { id: string } }>(person, 'POST', 'films', { scenes });
  await api(person, 'PATCH', `films/${film.id}`, { name });
  const status = async () => (await api<{ status: string }>(person, 'GET', `films/${film.id}`)).status;
  await expect.poll(status, { timeout: 40_000 }).toBe('completed');
  return film.id;
}

/** What waits for operators: a video that failed at its provider, and a film that is shown to everybody and was reported. */
export async function trouble(person: Person) {
  const broken = await ended(person, 'A storm over the sea', `A storm over the sea.${BREAKS}`, 'failed');
  const clip = await ended(person, 'A kite over the dunes', 'A kite over the dunes.', 'completed');
  const shown = await filmed(person, 'Kites', clip);
  const { share } = await api<{ share: { url: string; token: string } }>(person, 'POST', 'shares', { kind: 'film', id: shown });
  for (const [about, words] of [
    ['copyright', 'This is the opening of my film “Dunes”, frame by frame.'],
    ['likeness', 'The boy with the kite is my son. Nobody asked us.'],
  ] as const) {
    const sent = await fetch(`${url}/s/${share.token}/reports`, { method: 'POST', body: new URLSearchParams({ about, words }) });
    expect(sent.status).toBe(201);
  }
  return { broken, shown, link: `${url}/s/${share.token}` };
}

/** In operators' rooms, with a reason said. */
export async function onDuty(page: Page, to = '', reason = 'Ticket 4711'): Promise<void> {
  await enter(page, await admin(), `/studio/operators/${to}`);
  await page.getByRole('textbox', { name: /What are you looking into|Worum geht es dir/ }).fill(reason);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('navigation', { name: /^(Operators|Betrieb)$/ })).toBeVisible();
}
