import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { Client, isRushesError, Rushes, RushesError } from 'rushes';
import { breaksOff, keepsSilent, loses, refuses, says, service } from './service.js';

const ID = '0123456789abcdef01234567';
const VIDEO = { id: ID, state: 'queued' };
const accepted = says({ video: VIDEO, place: null }, 202);

test('a call says who calls, in which language, and under which id', async (t) => {
  const { service: there, rushes } = await service(t, { language: 'de' });
  there.next(says({ balance: 5 }));
  assert.equal((await rushes.account.get()).balance, 5);
  const { headers } = there.last;
  assert.equal(headers.authorization, 'Bearer rk_test');
  assert.equal(headers['accept-language'], 'de');
  assert.match(String(headers['x-request-id']), /^[0-9a-f]{32}$/);
  assert.equal(headers['idempotency-key'], undefined);
  await rushes.account.get({ language: 'en' });
  assert.equal(there.last.headers['accept-language'], 'en');
});

test('paths and queries are escaped, and what is not said is left out', async (t) => {
  const { service: there, rushes } = await service(t, { url: '' });
  const client = new Client({ url: `${there.url}///` });
  there.next(says({}));
  await client.request('GET /shares/{token}', { path: { token: 'a/b|c' }, query: { days: 3 } });
  assert.deepEqual(there.called, ['GET /shares/a%2Fb%7Cc']);
  assert.equal(there.last.query.get('days'), '3');
  const since = new Date(0).toISOString();
  await client.send('GET /videos', {
    query: { q: 'ä&b', since: new Date(0), state: ['queued', 'failed'], tag: undefined, limit: null },
  });
  assert.deepEqual(
    [...there.last.query],
    [
      ['q', 'ä&b'],
      ['since', since],
      ['state', 'queued'],
      ['state', 'failed'],
    ],
  );
  assert.equal(there.last.headers.authorization, undefined);
  await assert.rejects(client.request('GET /videos/{job_id}', { path: { job_id: '' } }), /needs job_id/);
  assert.ok(rushes);
});

test('what is made has a key of its own, which stays the same however often the answer is lost', async (t) => {
  const { service: there, rushes } = await service(t);
  there.next(
    loses,
    breaksOff,
    says('<html>', 502, { 'Content-Type': 'text/html' }),
    refuses(500, 'INTERNAL', { retryable: true }),
    accepted,
  );
  assert.deepEqual(await rushes.videos.create({ prompt: 'A fox.' }), VIDEO);
  const keys = there.calls.map(({ headers }) => headers['idempotency-key']);
  assert.equal(keys.length, 5);
  assert.equal(new Set(keys).size, 1);
  assert.equal(new Set(there.calls.map(({ headers }) => headers['x-request-id'])).size, 1);
  assert.deepEqual(JSON.parse(there.last.body.toString()), { prompt: 'A fox.' });
  await rushes.videos.create({ prompt: 'A fox.' });
  assert.notEqual(there.last.headers['idempotency-key'], keys[0]);
  await rushes.videos.create({ prompt: 'A fox.' }, { idempotencyKey: 'my-own-key' });
  assert.equal(there.last.headers['idempotency-key'], 'my-own-key');
});

test('what has no key and may have been done is not sent twice', async (t) => {
  const { service: there, rushes } = await service(t);
  for (const trouble of [
    loses,
    says('', 504, { 'Content-Type': 'text/plain' }),
    refuses(503, 'UNAVAILABLE', { retryable: true, after: 1 }),
  ]) {
    there.calls.length = 0;
    there.next(trouble, says({}));
    await assert.rejects(rushes.collections.create({ name: 'Mine' }), RushesError);
    assert.equal(there.calls.length, 1);
  }
  there.next(refuses(503, 'CONTENDED', { retryable: true, after: 1 }), says({ id: ID }, 201));
  await rushes.collections.create({ name: 'Mine' }); // nothing had been done
});

test('a question that has a body is asked again', async (t) => {
  const { service: there, rushes } = await service(t);
  there.next(loses, says({ links: [], missing: [ID] }), says({ credits: 40 }, 503), says({ credits: 40 }));
  assert.deepEqual((await rushes.images.linksOf([ID])).missing, [ID]);
  assert.equal((await rushes.videos.quote({ prompt: 'A fox' })).credits, 40);
  assert.deepEqual(there.called, ['POST /images/links', 'POST /images/links', 'POST /videos/quote', 'POST /videos/quote']);
});

test('what has never left is sent again whatever it is, where the platform tells', async (t) => {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  const down = { until: 2 };
  const flaky: typeof fetch = (input, init) => {
    down.until -= 1;
    return fetch(down.until >= 0 ? `http://127.0.0.1:${port}/` : input, init);
  };
  const { service: there, rushes, waits } = await service(t, { fetch: flaky });
  there.next(says({ id: ID }, 201));
  assert.equal((await rushes.collections.create({ name: 'Foxes' })).id, ID);
  assert.deepEqual([there.called, waits.length], [['POST /images/collections'], 2]);
});

test('a lost answer is told after the last try, in the language of the user', async (t) => {
  const { service: there, rushes, waits } = await service(t, { language: 'de', retries: 2 });
  there.next(loses);
  await assert.rejects(rushes.account.get(), (error) => {
    assert.ok(isRushesError(error, 'NETWORK_LOST'));
    assert.match(error.message, /nicht zu erreichen/);
    assert.deepEqual([error.status, error.retryable, error.requestId], [0, true, there.last.headers['x-request-id']]);
    assert.ok(error.cause instanceof Error && error.suggestedAction);
    return true;
  });
  assert.equal(there.calls.length, 3);
  assert.ok(
    waits.length === 2 && (waits[0] ?? 0) >= 200 && (waits[0] ?? 0) <= 400 && (waits[1] ?? 0) >= 400 && (waits[1] ?? 0) <= 800,
    String(waits),
  );
});

test('whoever gives up knows the key that the same can be asked for with', async (t) => {
  const { service: there, rushes } = await service(t, { retries: 1 });
  for (const trouble of [loses, says('<html>Crashed</html>', 502), refuses(402, 'INSUFFICIENT_CREDITS')]) {
    there.next(trouble);
    await assert.rejects(rushes.videos.create({ prompt: 'A fox' }), (error) => {
      assert.ok(isRushesError(error));
      assert.equal(error.idempotencyKey, there.last.headers['idempotency-key']);
      return true;
    });
    assert.match(String(there.last.headers['idempotency-key']), /^[0-9a-f]{32}$/);
  }
  await assert.rejects(rushes.account.get(), (error) => isRushesError(error) && error.idempotencyKey === undefined);
});

test('an attempt that hears nothing for too long counts as lost', async (t) => {
  const { service: there, rushes } = await service(t, { timeout: 60 });
  there.next(keepsSilent, says({ balance: 1 }));
  assert.equal((await rushes.account.get()).balance, 1);
});

test('who is told when to come back comes back then, with a little chance added', async (t) => {
  const { service: there, rushes, waits } = await service(t);
  there.next(
    refuses(429, 'RATE_LIMITED', { retryable: true, after: 3 }),
    refuses(503, 'OVERLOADED', { retryable: true, after: 5 }),
    accepted,
  );
  await rushes.videos.create({ prompt: 'A fox.' });
  const [first = 0, second = 0] = waits;
  assert.ok(first >= 3_200 && first <= 3_400 && second >= 5_200 && second <= 5_400, String(waits));
  const outside = says('slow down', 429, { 'Content-Type': 'text/plain', 'Retry-After': '1' });
  there.next(outside, says({})); // of what stands before the service
  await rushes.collections.create({ name: 'Mine' });
});

test('what would take too long, or does not pass, is told at once', async (t) => {
  const { service: there, rushes } = await service(t);
  const troubles = [
    refuses(429, 'TOO_MANY_ACTIVE', { retryable: true, after: 30 }),
    refuses(503, 'DAILY_CEILING_REACHED', { retryable: true }),
    refuses(409, 'IMAGE_NOT_READY', { retryable: true }),
    refuses(402, 'INSUFFICIENT_CREDITS', { details: { required: 80 } }),
  ];
  for (const trouble of troubles) {
    there.calls.length = 0;
    there.next(trouble, accepted);
    await assert.rejects(rushes.videos.create({ prompt: 'A fox.' }), RushesError);
    assert.equal(there.calls.length, 1);
  }
});

test('a refusal is an error with all that the service says of it', async (t) => {
  const { service: there, rushes } = await service(t);
  there.next(refuses(402, 'INSUFFICIENT_CREDITS', { details: { required: 80 } }));
  const error = await rushes.videos.create({ prompt: 'A fox.' }).catch((each: unknown) => each);
  assert.ok(
    isRushesError(error, 'NOT_FOUND', 'INSUFFICIENT_CREDITS') && !isRushesError(error, 'RATE_LIMITED') && isRushesError(error),
  );
  const { name, status, code, message, details, suggestedAction, requestId, retryable, work } = error;
  assert.deepEqual(
    { name, status, code, message, details, suggestedAction, requestId, retryable, work },
    {
      ...{
        name: 'RushesError',
        status: 402,
        code: 'INSUFFICIENT_CREDITS',
        message: 'INSUFFICIENT_CREDITS.',
        details: { required: 80 },
      },
      ...{ suggestedAction: 'Wait.', requestId: 'its-own', retryable: false, work: undefined },
    },
  );
  const missing: number | undefined = isRushesError(error, 'INSUFFICIENT_CREDITS') ? error.details.required : undefined;
  assert.equal(missing, 80);
  assert.ok(!isRushesError(new Error('another')) && !isRushesError('text'));
});

test('an address where something else answers is named as that', async (t) => {
  const { service: there, rushes } = await service(t);
  const page = says('<html>Hello</html>', 200, { 'Content-Type': 'text/html' });
  for (const other of [page, says({ some: 'thing' }, 404)]) {
    there.next(other);
    await assert.rejects(
      rushes.account.get(),
      (error) => isRushesError(error, 'UNREADABLE_ANSWER') && /url/.test(error.suggestedAction),
    );
  }
  there.next((_, response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"half'));
  await assert.rejects(rushes.account.get(), (error) => isRushesError(error, 'UNREADABLE_ANSWER'));
});

test('a deletion whose answer was lost, and of which nothing is left, has been done', async (t) => {
  const { service: there, rushes } = await service(t);
  there.next(loses, refuses(404, 'NOT_FOUND'));
  assert.equal(await rushes.videos.delete(ID), undefined);
  await assert.rejects(rushes.videos.delete(ID), (error) => isRushesError(error, 'NOT_FOUND'));
  there.next(refuses(404, 'NOT_FOUND'), (_, response) => response.writeHead(204).end());
  await assert.rejects(rushes.videos.delete(ID));
  assert.equal(await rushes.videos.delete(ID), undefined);
});

test('a token that is refused is asked for anew, once', async (t) => {
  const asked: boolean[] = [];
  const getToken = async (refresh: boolean) => {
    asked.push(refresh);
    return refresh ? 'fresh' : 'stale';
  };
  const { service: there, rushes } = await service(t, { getToken });
  there.next(refuses(401, 'UNAUTHENTICATED'), loses, says({ balance: 1 }));
  await rushes.account.get();
  assert.deepEqual(asked, [false, true, false]);
  assert.deepEqual(there.calls.map(({ headers }) => headers.authorization).slice(0, 2), ['Bearer stale', 'Bearer fresh']);
  for (const code of ['UNAUTHENTICATED', 'APP_NOT_VERIFIED']) {
    asked.length = 0;
    there.next(refuses(401, code));
    await assert.rejects(rushes.account.get(), (error) => isRushesError(error) && error.status === 401);
    assert.deepEqual(asked, code === 'UNAUTHENTICATED' ? [false, true] : [false]);
  }
});

test('Firebase Auth is waited for, and a network that it lost is lost like any other', async (t) => {
  let ready = false;
  let fails = 1;
  const user = {
    getIdToken: async () => {
      assert.ok(ready);
      if (fails-- > 0) throw Object.assign(new Error('offline'), { code: 'auth/network-request-failed' });
      return 'id-token';
    },
  };
  const auth = {
    currentUser: null as typeof user | null,
    authStateReady: async () => {
      ready = true;
    },
  };
  const { service: there, rushes } = await service(t, { auth, getAppCheckToken: async () => 'attested' });
  there.next(says({}));
  await rushes.catalog.models(); // nobody is signed in
  assert.equal(there.last.headers.authorization, undefined);
  auth.currentUser = user;
  await rushes.collections.create({ name: 'Mine' });
  assert.deepEqual(
    [there.last.headers.authorization, there.last.headers['x-firebase-appcheck']],
    ['Bearer id-token', 'attested'],
  );
  fails = 0;
  user.getIdToken = () => Promise.reject(new Error('no such user'));
  await assert.rejects(rushes.account.get(), /no such user/);
});

test('a client has one way to come by a token', () => {
  assert.throws(() => new Rushes({ url: 'http://x', key: 'rk_x', getToken: async () => null }), TypeError);
});

test('a signal ends a call before, while and between it is sent', async (t) => {
  const { service: there, rushes } = await service(t);
  const while_ = new AbortController();
  there.next(() => while_.abort(new Error('enough')));
  await assert.rejects(rushes.account.get({ signal: AbortSignal.abort(new Error('never')) }), /never/);
  assert.equal(there.calls.length, 0);
  const going = rushes.account.get({ signal: while_.signal });
  await assert.rejects(going, /enough/);
  assert.equal(there.calls.length, 1);
  const between = new AbortController();
  const waiting = new Rushes({ url: there.url, key: 'rk_x' });
  there.next(loses);
  const retried = waiting.account.get({ signal: between.signal });
  setTimeout(() => between.abort(), 100);
  await assert.rejects(retried, { name: 'AbortError' });
});

test('a platform without reasons for its signals still rejects as fetch would', async (t) => {
  const { rushes } = await service(t);
  const signal = { aborted: true, reason: undefined } as AbortSignal;
  await assert.rejects(rushes.account.get({ signal }), { name: 'AbortError' });
});

test('a file comes as a text, and goes as one', async (t) => {
  const { service: there, rushes } = await service(t);
  there.next(
    (_, response) => response.writeHead(200, { 'Content-Type': 'text/csv; charset=utf-8' }).end('a,b\n'),
    says({ batch: { id: null } }),
  );
  assert.equal(await rushes.prompts.exported({ format: 'csv', image_id: ID }), 'a,b\n');
  await rushes.batches.quote('prompt\nA fox.\n');
  assert.deepEqual([there.last.headers['content-type'], there.last.query.get('quote')], ['text/csv', 'true']);
  assert.equal(there.last.body.toString(), 'prompt\nA fox.\n');
});

test('where the platform has no randomness ids are still made', async (t) => {
  const { service: there, rushes } = await service(t);
  there.next(says({}));
  const kept = Object.getOwnPropertyDescriptor(globalThis, 'crypto');
  Object.defineProperty(globalThis, 'crypto', { value: undefined, configurable: true });
  try {
    await rushes.account.get();
    await rushes.account.get();
  } finally {
    if (kept) Object.defineProperty(globalThis, 'crypto', kept);
  }
  const ids = there.calls.map(({ headers }) => String(headers['x-request-id']));
  assert.ok(ids[0] !== ids[1] && /^[0-9a-f]{32}$/.test(ids[0] ?? ''));
});
