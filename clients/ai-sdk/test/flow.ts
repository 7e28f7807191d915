// Videos through the unmodified `ai` package against a running stack: `node build/flow.js`, told by its environment.
// Ends with a line of JSON: what it has seen.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  experimental_generateVideo as generateVideo,
  experimental_getVideoStatus as getVideoStatus,
  experimental_startVideo as startVideo,
} from 'ai';
import { isRushesError, Rushes } from 'rushes';
import { createRushes } from 'rushes-ai-sdk';

globalThis.AI_SDK_LOG_WARNINGS = false;
const told = (name: string): string => process.env[name] ?? assert.fail(`${name} is not told`);
const client = new Rushes({ url: told('API'), getToken: async () => told('TOKEN') });
const rushes = createRushes({ client });
const [first] = (await client.catalog.models()).models.filter(
  ({ availability, last_frame }) => availability === 'available' && last_frame,
);
const picture = readFileSync(told('PICTURE'));
const before = (await client.account.get()).balance;

const providerOptions = { rushes: { queue: true } }; // more than are made at once
const wish = { prompt: 'A lighthouse in a storm.', duration: 4, resolution: '1280x720', providerOptions } as const;
const [two, drawn, started, blocked] = await Promise.all([
  generateVideo({ ...wish, model: rushes.video(), n: 2, fps: 24 }),
  generateVideo({
    ...wish,
    model: rushes.video(first?.id),
    prompt: { image: picture, text: 'It wakes.' },
    frameImages: [{ image: picture, frameType: 'last_frame' }],
    duration: 8,
    poll: { intervalMs: 100 },
  }),
  startVideo({ ...wish, model: rushes.video(), headers: { 'Idempotency-Key': 'started-once' } }),
  generateVideo({ ...wish, model: rushes.video(), prompt: told('BLOCKED') }).then(
    () => assert.fail('it was not blocked'),
    (error: unknown) => (isRushesError(error) ? error.code : error),
  ),
]);
const again = await startVideo({ ...wish, model: rushes.video(), headers: { 'Idempotency-Key': 'started-once' } });
assert.deepEqual(again.operation, started.operation);
let brought = await getVideoStatus(rushes.video(), { operation: started.operation });
for (; brought.status === 'pending'; brought = await getVideoStatus(rushes.video(), { operation: started.operation }))
  await new Promise((resolve) => setTimeout(resolve, 100));
assert.equal(brought.status, 'completed');

const files = [...two.videos, drawn.video].map(({ uint8Array }) => new TextDecoder().decode(uint8Array.slice(4, 8)));
const facts = [two, drawn].map(({ providerMetadata }) => providerMetadata.rushes?.videos);
console.log(
  JSON.stringify({ files, facts, blocked, warnings: two.warnings, spent: before - (await client.account.get()).balance }),
);
