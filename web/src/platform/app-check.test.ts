import { expect, test, vi } from 'vitest';
import { appCheck } from './app-check';
import type { Config } from './config';

const attest = vi.hoisted(() => vi.fn<(key: string) => () => Promise<string>>());
vi.mock('./attestation', () => ({ attest }));

const stage: Config = { url: '', firebase: { apiKey: 'a', projectId: 'films' }, version: '1', docs: '/docs/' };

test('a stage that asks for no attestation loads nothing for it', () => {
  expect(appCheck(stage)).toBeUndefined();
});

test('each call carries a token of the site; what could not be begun is begun again', async () => {
  attest.mockImplementationOnce(() => {
    throw new Error('blocked');
  });
  attest.mockReturnValue(async () => 'token');
  const token = appCheck({ ...stage, app_check: { site_key: 'site' } });
  await expect(token?.()).rejects.toThrow('blocked');
  expect(await token?.()).toBe('token');
  expect(await token?.()).toBe('token');
  expect(attest).toHaveBeenCalledTimes(2);
  expect(attest).toHaveBeenLastCalledWith('site');
});
