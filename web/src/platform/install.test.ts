import { afterEach, expect, test, vi } from 'vitest';
import { type Person, session } from '@/session/session';
import { offer, withWorker } from './install';

const ADA: Person = { uid: 'ada', email: null, name: null, guest: false, verified: true, providers: [] };

afterEach(() => session.set(undefined));

function workers(register = vi.fn(async () => undefined)) {
  const postMessage = vi.fn();
  const listening = {
    register,
    ready: Promise.resolve({ active: { postMessage } }),
    controller: null,
    addEventListener: vi.fn(),
  };
  return { postMessage, register, container: listening as unknown as ServiceWorkerContainer };
}

test('the worker is told who is there, and that nobody is; not before that is known', async () => {
  const { container, postMessage, register } = workers();
  await withWorker(container);
  expect(register).toHaveBeenCalledWith('/studio/worker.js');
  expect(postMessage).not.toHaveBeenCalled();
  session.set(ADA);
  session.set(null);
  expect(postMessage.mock.calls).toEqual([[{ person: 'ada' }], [{ person: null }]]);
});

test('a browser that keeps nothing is no trouble, and its offer to install is held until it is wanted', async () => {
  const warned = vi.spyOn(console, 'warn').mockReturnValue(undefined);
  await withWorker(workers(vi.fn(async () => Promise.reject(new Error('private')))).container);
  expect(warned).toHaveBeenCalledTimes(1);
  await withWorker(undefined);
  const event = new Event('beforeinstallprompt', { cancelable: true });
  dispatchEvent(event);
  expect([event.defaultPrevented, offer.get()]).toEqual([true, event]);
  dispatchEvent(new Event('appinstalled'));
  expect(offer.get()).toBeNull();
});
