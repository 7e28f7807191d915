import { screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { PROMPT_ANSWERS, prompt } from '@/testing/prompts';
import { render } from '@/testing/render';
import { Toasts } from '@/ui/toasts';
import { PromptPanel } from './panel';

const made = (state: string) => ({
  id: 'k1',
  created_at: '2026-11-29T10:00:00Z',
  variants: ['p1', 'p2'].map((id) => ({ prompt_id: id, job_id: `of ${id}`, rating: null, video: { state } })),
  winner: null,
  rated_at: null,
});

function compare(known: object[]) {
  const comparisons = [...known];
  const view = (
    <>
      <PromptPanel imageId="i1" onClose={vi.fn()} />
      <Toasts />
    </>
  );
  return render(view, {
    at: '/studio/prompts?compare=p1,p2',
    answers: {
      ...PROMPT_ANSWERS,
      'GET /prompts': {
        prompts: [prompt('p1', { prompt_text: 'A red fox runs.' }), prompt('p2', { prompt_text: 'A grey fox runs.' })],
      },
      'POST /videos/quote': { model: 'm', credits_per_second: 5, credits: 40, items: [], notice: null },
      'GET /videos/comparisons': () => ({ comparisons, next_cursor: null }),
      'POST /videos/comparisons': () => {
        comparisons.push(made('queued'));
        return { comparison: made('queued') };
      },
      'PUT /videos/comparisons/{comparison_id}/rating': made('completed'),
      'POST /prompts/{prompt_id}/primary': prompt('p2'),
    },
  });
}

test('two variants: what differs is marked, the better one becomes the primary', async () => {
  const { service, user, router } = compare([]);
  const dialog = await screen.findByRole('dialog', { name: 'Compare two variants' });
  await waitFor(() => expect([...dialog.querySelectorAll('mark')].map((each) => each.textContent)).toEqual(['red', 'grey']));
  await user.click(within(dialog).getByRole('button', { name: 'Make this the primary one' }));
  expect(service.of('POST /prompts/{prompt_id}/primary')[0]).toMatchObject({ path: ['p2'] });
  await user.click(within(dialog).getByRole('button', { name: 'Close' }));
  await waitFor(() => expect(router.state.location.search).toEqual({}));
});

test('as videos: the price is told and asked for before they are made', async () => {
  const { service, user } = compare([]);
  await screen.findByText('Costs 80 credits · 420 credits left after it');
  await user.click(screen.getByRole('button', { name: 'Have both made' }));
  const question = await screen.findByRole('alertdialog');
  expect(question.textContent).toContain('Two videos are made and cost 80 credits together.');
  await user.click(within(question).getByRole('button', { name: 'Have both made' }));
  await screen.findByText('Both videos are on their way');
  expect(service.of('POST /videos/comparisons')[0]).toMatchObject({ body: { prompt_ids: ['p1', 'p2'], first_frame: 'i1' } });
  await screen.findByText('You can rate them as soon as both have ended.');
  expect(screen.getByRole('link', { name: 'Video of B' }).getAttribute('href')).toContain('/studio/videos/of');
});

test('once both have ended, it is said which is better', async () => {
  const { service, user } = compare([made('completed')]);
  const dialog = await screen.findByRole('dialog', { name: 'Compare two variants' });
  await user.click(await within(dialog).findByRole('radio', { name: 'B' }));
  for (const side of ['A', 'B']) {
    await user.click(
      within(within(dialog).getByRole('radiogroup', { name: `Rating of ${side}` })).getByRole('radio', { name: '3 stars' }),
    );
  }
  await user.click(within(dialog).getByRole('button', { name: 'Keep the rating' }));
  await screen.findByText('Rating kept');
  expect(service.of('PUT /videos/comparisons/{comparison_id}/rating')[0]).toMatchObject({
    body: { winner: 'p2', ratings: [3, 3] },
  });
});
