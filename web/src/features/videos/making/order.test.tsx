import { act, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { isRushesError } from 'rushes';
import { afterEach, expect, test, vi } from 'vitest';
import { ServiceContext } from '@/platform/service';
import { type Answers, FakeService, refusal } from '@/testing/render';
import { type Goods, isLost, useOrder } from './order';

afterEach(() => sessionStorage.clear());

const GOODS: Goods = { kind: 'video', wish: { prompt: 'A fox' }, name: '', tags: [] };
const LATE = { ...GOODS, wish: { prompt: 'A hare' } } as Goods;
const VIDEO = { video: { id: 'v1' }, place: null };

function ordering(answers: Answers, done = vi.fn()) {
  const service = new FakeService(answers);
  const wrapper = ({ children }: { children: ReactNode }) => (
    <ServiceContext value={{ rushes: service.rushes, config: {} as never }}>{children}</ServiceContext>
  );
  return { service, done, ...renderHook(() => useOrder('u1', done), { wrapper }) };
}

const keysOf = (service: FakeService, operation: 'POST /videos' | 'POST /videos/batch' = 'POST /videos') =>
  service.of(operation).map(({ headers }) => headers.get('Idempotency-Key'));

test('a press buys once, also where it is pressed twice', async () => {
  const { result, service, done } = ordering({ 'POST /videos': VIDEO });
  act(() => {
    result.current.order(GOODS);
    result.current.order(GOODS);
  });
  await waitFor(() => expect(done).toHaveBeenCalledWith({ video: 'v1', place: null }, GOODS, true));
  expect(keysOf(service)).toHaveLength(1);
  expect(service.of('POST /videos')[0]?.body).toEqual({ prompt: 'A fox', queue: true });
  expect(result.current).toMatchObject({ open: null, pending: false });
  expect(sessionStorage.length).toBe(0);
});

test('an answer that was lost is asked for by the same key, and nothing else is sent meanwhile', async () => {
  const { result, service, done } = ordering({ 'POST /videos': () => new Response('', { status: 502 }) });
  act(() => result.current.order(GOODS));
  await waitFor(() => expect(result.current.error).toBeTruthy());
  expect(result.current.open?.lost).toBe(true);
  act(() => result.current.order(LATE));
  act(() => result.current.forgive());
  expect(result.current.error).toBeTruthy();
  service.answer('POST /videos', VIDEO);
  act(() => result.current.again());
  await waitFor(() => expect(done).toHaveBeenCalled());
  const used = keysOf(service);
  expect(used).toHaveLength(2);
  expect(new Set(used).size).toBe(1);
});

test('a page that is loaded anew asks by itself with the key that was kept', async () => {
  const before = ordering({ 'POST /videos': () => new Promise(() => undefined) });
  act(() => before.result.current.order(GOODS));
  await waitFor(() => expect(keysOf(before.service)).toHaveLength(1));
  const after = ordering({ 'POST /videos': VIDEO });
  await waitFor(() => expect(after.done).toHaveBeenCalled());
  expect(keysOf(after.service)).toEqual(keysOf(before.service));
});

test('an old one is offered, and can be let be; one that the service knows no longer is forgotten', async () => {
  const kept = (age: number) =>
    sessionStorage.setItem('rushes.order.u1', JSON.stringify({ key: 'k', goods: GOODS, at: Date.now() - age, lost: true }));
  kept(3_600_000);
  const { result, service } = ordering({ 'POST /videos': VIDEO });
  expect(result.current.open?.key).toBe('k');
  expect(keysOf(service)).toEqual([]);
  act(() => result.current.drop());
  expect(result.current.open).toBeNull();
  kept(50 * 3_600_000);
  expect(ordering({}).result.current.open).toBeNull();
});

test('a refusal ends an order; asked too early, the same wish goes on with its key', async () => {
  const { result, service } = ordering({ 'POST /videos': refusal('INSUFFICIENT_CREDITS', 402) });
  act(() => result.current.order(GOODS));
  await waitFor(() => expect(isRushesError(result.current.error, 'INSUFFICIENT_CREDITS')).toBe(true));
  expect(result.current.open).toBeNull();
  act(() => result.current.forgive());
  expect(result.current.error).toBeNull();
  service.answer('POST /videos', refusal('RATE_LIMITED', 429));
  act(() => result.current.order(GOODS));
  await waitFor(() => expect(result.current.error).toBeTruthy());
  expect(result.current.open?.lost).toBe(false);
  service.answer('POST /videos', VIDEO);
  act(() => result.current.order(GOODS));
  await waitFor(() => expect(result.current.open).toBeNull());
  const [first, second, third] = keysOf(service);
  expect(second).not.toBe(first);
  expect(third).toBe(second);
});

test('several and files are batches; who has left is told so', async () => {
  const batch = { batch: { id: 'b1', credits: 2, videos: [{ id: 'v1' }, { id: 'v2' }] } };
  const { result, service, done, unmount } = ordering({ 'POST /videos/batch': batch });
  act(() => result.current.order({ kind: 'several', rows: [{ prompt: 'A' }, { prompt: 'A' }], name: '', tags: [] }));
  await waitFor(() => expect(done).toHaveBeenCalledWith({ batch: 'b1', videos: ['v1', 'v2'] }, expect.anything(), true));
  act(() => result.current.order({ kind: 'file', text: 'prompt\nA\n' }));
  unmount();
  await waitFor(() => expect(done).toHaveBeenLastCalledWith(expect.anything(), { kind: 'file', text: 'prompt\nA\n' }, false));
  expect(service.of('POST /videos/batch').map(({ headers }) => headers.get('Content-Type'))).toEqual([
    'application/json',
    'text/csv',
  ]);
});

test('what is no refusal may have been done', () => {
  expect(isLost(new TypeError('x'))).toBe(true);
});
