import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyWebhook, WebhookNotTrusted } from 'rushes';

// of Standard Webhooks' own libraries: the same in each language
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const AT = 1614265330;
const BODY = '{"test": 2432232314}';
const SIGNATURE = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
const HEADERS = {
  'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  'webhook-timestamp': String(AT),
  'webhook-signature': SIGNATURE,
};
const NOW = { now: AT * 1000 };

test('what the standard signed is believed, however its headers come', async () => {
  const upper = Object.fromEntries(Object.entries(HEADERS).map(([name, value]) => [name.toUpperCase(), [value]]));
  for (const headers of [HEADERS, upper, new Headers(HEADERS)]) {
    for (const body of [BODY, new TextEncoder().encode(BODY)]) {
      assert.deepEqual(await verifyWebhook(body, headers, SECRET, NOW), { test: 2432232314 });
    }
  }
});

test('any of several secrets and signatures vouches for it', async () => {
  const other = 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
  const both = { ...HEADERS, 'webhook-signature': `v1,AAAA v2,${SIGNATURE.slice(3)} ${SIGNATURE}` };
  assert.ok(await verifyWebhook(BODY, both, [other, SECRET], NOW));
  await assert.rejects(verifyWebhook(BODY, both, [other], NOW), { reason: 'signature' });
});

test('whatever is changed, missing or late is not believed', async () => {
  const cases: [string, string, Record<string, string>, object][] = [
    ['signature', `${BODY} `, HEADERS, NOW],
    ['signature', BODY, { ...HEADERS, 'webhook-id': 'msg_2' }, NOW],
    ['signature', BODY, { ...HEADERS, 'webhook-signature': SIGNATURE.replace('v1,', 'v2,') }, NOW],
    ['signature', BODY, { ...HEADERS, 'webhook-signature': 'v1,%%%' }, NOW],
    ['missing', BODY, { ...HEADERS, 'webhook-signature': '' }, NOW],
    ['stale', BODY, { ...HEADERS, 'webhook-timestamp': 'now' }, NOW],
    ['stale', BODY, HEADERS, { now: (AT + 301) * 1000 }],
    ['stale', BODY, HEADERS, { now: (AT - 301) * 1000 }],
    ['stale', BODY, HEADERS, {}],
  ];
  for (const [reason, body, headers, options] of cases) {
    await assert.rejects(
      verifyWebhook(body, headers, SECRET, options),
      (error) => error instanceof WebhookNotTrusted && error.reason === reason,
    );
  }
  await assert.rejects(verifyWebhook(BODY, HEADERS, 'whsec_%', NOW), TypeError);
});
