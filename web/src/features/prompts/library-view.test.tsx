import { screen, waitFor, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { PROMPT_ANSWERS, prompt } from '@/testing/prompts';
import { refusal, render } from '@/testing/render';
import { PromptLibraryView } from './library-view';

function library(answers = {}, at = '/studio/prompts') {
  return render(<PromptLibraryView />, { at, answers: { ...PROMPT_ANSWERS, ...answers } });
}

test('all prompts in pages, narrowed by what stands in the address', async () => {
  const { service, user, router } = library(
    {
      'GET /prompts/library': ({ query }: { query: URLSearchParams }) =>
        query.get('cursor')
          ? { prompts: [prompt('p2', { status: 'draft' })], next_cursor: null }
          : { prompts: [prompt('p1', { is_primary: true })], next_cursor: 'next' },
      'PATCH /prompts/{prompt_id}': prompt('p1', { favourite: true }),
    },
    '/studio/prompts?status=completed&favourite=true',
  );
  await screen.findByText('Text of p1.');
  expect(String(service.of('GET /prompts/library')[0]?.query)).toBe('status=completed&favourite=true&limit=30');
  await user.click(screen.getByRole('button', { name: 'Show more' }));
  await screen.findByText('Text of p2.');
  await user.click(screen.getAllByRole('button', { name: 'Favourite' })[0] as HTMLElement);
  await waitFor(() =>
    expect(service.of('PATCH /prompts/{prompt_id}')[0]).toMatchObject({ path: ['p1'], body: { favourite: true } }),
  );
  await user.click(screen.getByRole('switch', { name: 'Favourites only' }));
  await waitFor(() => expect(router.state.location.search).toEqual({ status: 'completed' }));
  await user.click(screen.getAllByRole('button', { name: 'To the picture' })[0] as HTMLElement);
  await within(await screen.findByRole('complementary', { name: 'Prompts' })).findByRole('row', { name: 'Variant 1' });
  expect(router.state.location.search).toEqual({ status: 'completed', picture: 'i1' });
});

test('one that is being written is looked at again until it is there', async () => {
  const states = ['pending', 'completed'];
  library({
    'GET /prompts/library': () => ({ prompts: [prompt('p1', { status: states.shift() as 'pending' })], next_cursor: null }),
  });
  await screen.findByText('Is being written', { selector: 'span' });
  vi.useFakeTimers({ shouldAdvanceTime: true });
  await vi.advanceTimersByTimeAsync(4_500);
  vi.useRealTimers();
  await waitFor(() => expect(screen.queryByText('Is being written', { selector: 'span' })).toBeNull());
});

test('nothing at all, nothing of that kind, and an error', async () => {
  const { service, user } = library({ 'GET /prompts/library': refusal('UNAVAILABLE', 503) }, '/studio/prompts?mood=epic');
  await screen.findByText('Refused: UNAVAILABLE.');
  service.answer('GET /prompts/library', { prompts: [], next_cursor: null });
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await user.click(await screen.findByRole('button', { name: 'Show all' }));
  await screen.findByText('Prompts are written from pictures. Upload one and open it.');
});
