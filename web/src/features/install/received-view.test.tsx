import { screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { render } from '@/testing/render';
import { ReceivedView } from './received-view';

const dropped = vi.fn(async () => true);

/** What the worker has put there. */
function kept(...names: string[]) {
  const entries = new Map(
    names.map((name) => [name, new Response(name, { headers: { 'Content-Type': 'image/png', 'X-Name': name } })]),
  );
  const cache = { keys: async () => [...entries.keys()], match: async (name: string) => entries.get(name)?.clone() };
  vi.stubGlobal('caches', { open: async () => cache, delete: dropped });
  vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:there');
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const show = () =>
  render(<ReceivedView />, { at: '/studio/received', answers: { 'GET /catalog/limits': { calls_per_minute: {} } } });

test('pictures that were shared are shown, and can be left', async () => {
  kept('fox.png', 'F%C3%BCchse.png');
  const { user, router } = show();
  await screen.findByText('2 pictures have come.');
  expect(screen.getAllByRole('img').map((each) => each.getAttribute('alt'))).toEqual(['fox.png', 'Füchse.png']);
  await user.click(screen.getByRole('button', { name: 'Leave them' }));
  await expect.poll(() => router.state.location.pathname).toBe('/studio/pictures');
  expect(dropped).toHaveBeenCalledWith('received');
});

test('where none has come it says how they would', async () => {
  kept();
  show();
  await screen.findByText('No picture has come');
});
