import { QueryClientProvider } from '@tanstack/react-query';
import { renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import type { VideoRequest } from 'rushes';
import { expect, test } from 'vitest';
import { createQueries } from '@/platform/queries';
import { ServiceContext } from '@/platform/service';
import { type Call, FakeService, refusal } from '@/testing/render';
import { useQuote } from './quote';

function quoting(answer: unknown, wish: VideoRequest | null) {
  const service = new FakeService({ 'POST /videos/quote': answer });
  const queries = createQueries();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <ServiceContext value={{ rushes: service.rushes, config: {} as never }}>
      <QueryClientProvider client={queries}>{children}</QueryClientProvider>
    </ServiceContext>
  );
  const hook = renderHook(({ asked }: { asked: VideoRequest | null }) => useQuote(asked, 20), {
    wrapper,
    initialProps: { asked: wish },
  });
  return { service, ...hook };
}

const wish = (seconds: number): VideoRequest => ({ prompt: 'A fox', seconds });
const priced = ({ body }: Call) => ({ credits: (body as { seconds: number }).seconds * 10, items: [] });

test('changes that follow each other are asked for once, and the latest wins', async () => {
  let late: ((answer: unknown) => void) | undefined;
  const { result, rerender, service } = quoting(
    (call: Call) =>
      (call.body as { seconds: number }).seconds === 4 ? new Promise((resolve) => (late = resolve)) : priced(call),
    wish(4),
  );
  await waitFor(() => expect(late).toBeDefined());
  rerender({ asked: wish(6) });
  rerender({ asked: wish(8) });
  await waitFor(() => expect(result.current.quote?.credits).toBe(80));
  late?.({ credits: 40, items: [] });
  expect(service.of('POST /videos/quote').map(({ body }) => (body as { seconds: number }).seconds)).toEqual([4, 8]);
  await waitFor(() => expect(result.current.fresh).toBe(true));
  expect(result.current.quote?.credits).toBe(80);
});

test('until the next price is known, the one before stays in sight as an old one', async () => {
  const { result, rerender } = quoting(priced, wish(4));
  await waitFor(() => expect(result.current.fresh && result.current.quote?.credits).toBe(40));
  rerender({ asked: wish(8) });
  expect(result.current).toMatchObject({ fresh: false, quote: { credits: 40 } });
  await waitFor(() => expect(result.current).toMatchObject({ fresh: true, quote: { credits: 80 } }));
});

test('a refusal leaves no price; without a wish nothing is asked', async () => {
  const { result, rerender, service } = quoting(refusal('NOT_OFFERED', 422), null);
  expect(result.current.quote).toBeUndefined();
  rerender({ asked: wish(5) });
  await waitFor(() => expect(result.current.error).toBeTruthy());
  expect(result.current.quote).toBeUndefined();
  rerender({ asked: null });
  expect(result.current.error).toBeNull();
  expect(service.of('POST /videos/quote')).toHaveLength(1);
});
