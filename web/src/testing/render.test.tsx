import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { useLive } from '@/platform/live';
import { useRushes } from '@/platform/service';
import { ErrorNote } from '@/ui/error-note';
import { refusal, render } from './render';

function View() {
  const rushes = useRushes();
  const { videoId } = useParams({ strict: false }) as { videoId: string };
  const search = useSearch({ strict: false }) as { q?: string };
  const [name, setName] = useState('');
  const video = useQuery({ queryKey: ['one', videoId], queryFn: () => rushes.videos.get(videoId) });
  useLive((watch, live, failed) => watch.watchVideo(live, videoId, (news) => setName(String(news?.name)), failed), [videoId]);
  if (video.error) return <ErrorNote error={video.error} onRetry={() => video.refetch()} />;
  return (
    <p>
      {video.data?.prompt} {search.q} {name} <Link to="/studio/trash">away</Link>
    </p>
  );
}

const place = { path: '/studio/videos/$videoId', at: '/studio/videos/v1?q=1' };

test('a view has its address, its service and its listeners', async () => {
  const { live, service, router, user } = render(<View />, {
    ...place,
    answers: { 'GET /videos/{job_id}': { prompt: 'A fox' } },
  });
  await screen.findByText(/A fox 1/);
  expect(service.of('GET /videos/{job_id}')[0]).toMatchObject({ path: ['v1'] });
  await expect.poll(() => live.open.length).toBe(1);
  live.push('watchVideo', { name: 'Dawn' });
  await screen.findByText(/A fox 1 Dawn/);
  await user.click(screen.getByRole('link', { name: 'away' }));
  await screen.findByText('elsewhere');
  expect(router.state.location.href).toBe('/studio/trash');
  expect(live.open).toEqual([]);
  expect(document.documentElement.dataset.listeners).toBe('0');
});

test('a refusal is told, and the same can be asked again', async () => {
  const { service, user } = render(<View />, { ...place, answers: { 'GET /videos/{job_id}': refusal('NOT_FOUND', 404) } });
  expect(await screen.findByRole('alert')).toHaveProperty('textContent', expect.stringContaining('Refused: NOT_FOUND.'));
  service.answer('GET /videos/{job_id}', () => ({ prompt: 'A fox' }));
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByText(/A fox/);
});
