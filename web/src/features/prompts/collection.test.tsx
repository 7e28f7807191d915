import { screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { image, PROMPT_ANSWERS, prompt } from '@/testing/prompts';
import { refusal, render } from '@/testing/render';
import { CollectionWriting, running } from './collection-writing';

beforeEach(() => {
  running.set({});
  localStorage.clear();
});

const batch = {
  id: 'b1',
  collection_id: 'c1',
  total: 2,
  completed: 0,
  failed: 0,
  waiting: 0,
  prompt_ids: [],
  created_at: '',
  updated_at: '',
};
const bare = [image('i1', { prompt_count: 0 }), image('i2', { prompt_count: 0, title: 'A hare' })];

function writing(answers = {}) {
  return render(<CollectionWriting collectionId="c1" />, {
    answers: { ...PROMPT_ANSWERS, 'GET /images': { images: bare, next_cursor: null }, ...answers },
  });
}

test('a whole collection is written for by one call, and its progress is heard', async () => {
  const error = {
    code: 'PROMPT_BLOCKED',
    message: 'Not about this.',
    suggestedAction: 'Another one.',
    retryable: false,
    details: {},
  };
  const failed = prompt('p9', { image_id: 'i2', status: 'failed', error });
  const { live, service, user } = writing({
    'POST /prompts/collection': { batch },
    'GET /prompts/library': { prompts: [failed], next_cursor: null },
    'POST /prompts/{prompt_id}/regenerate': { prompt: { ...failed, status: 'completed', error: null } },
  });
  await user.click(await screen.findByRole('button', { name: 'Write for all' }));
  await screen.findByText('2 pictures · Costs no credits. 20 prompts a minute can be written.');
  await user.click(screen.getByRole('button', { name: 'Write them' }));
  await screen.findByText('0 of 2 written', { selector: 'p' });
  expect(service.of('POST /prompts/collection')[0]).toMatchObject({ body: { collection_id: 'c1', config: { language: 'en' } } });
  await expect.poll(() => live.open.map(({ name }) => name)).toEqual(['watchPromptBatch']);
  live.push('watchPromptBatch', { id: 'b1', total: 2, completed: 1, failed: 1 });
  await screen.findByText('1 prompt was written.');
  await screen.findByText('Not about this.');
  expect(live.open).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByText('1 prompt was written.');
  await user.click(screen.getByRole('button', { name: 'Write for others' }));
  await screen.findByRole('button', { name: 'Write them' });
});

test('only those without a prompt are asked for one by one; what is refused is told', async () => {
  const { service, user } = writing({
    'GET /images': { images: [...bare, image('i3', { prompt_count: 1 })], next_cursor: null },
    'POST /prompts': ({ body }: { body: { image_id: string } }) =>
      body.image_id === 'i2' ? refusal('IMAGE_IN_TRASH') : { prompt: prompt('p1', { image_id: body.image_id }) },
    'GET /prompts/library': { prompts: [], next_cursor: null },
  });
  await user.click(await screen.findByRole('button', { name: 'Write for all' }));
  await user.click(await screen.findByRole('button', { name: 'Write them' }));
  await screen.findByText('1 prompt was written.');
  await screen.findByText('Refused: IMAGE_IN_TRASH.');
  expect(service.of('POST /prompts').map(({ body }) => (body as { image_id: string }).image_id)).toEqual(['i1', 'i2']);
});

test('where every picture has one, nothing is written until all are chosen', async () => {
  const { user } = writing({ 'GET /images': { images: [image('i1')], next_cursor: null } });
  await user.click(await screen.findByRole('button', { name: 'Write for all' }));
  await screen.findByText('Every picture here has a prompt already.');
  expect(screen.getByRole('button', { name: 'Write them' }).getAttribute('data-disabled')).toBe('true');
  await user.click(screen.getByRole('radio', { name: 'All pictures (1)' }));
  await waitFor(() => expect(screen.getByRole('button', { name: 'Write them' }).getAttribute('data-disabled')).toBeNull());
});
