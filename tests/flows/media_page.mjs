// A page at the API's own address with the TypeScript client: it uploads a picture, shows it, plays and saves a video.
// Ends with a line of JSON: what was seen.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const { open } = createRequire(import.meta.url)('../../local/checks/browser.js');
const told = (name) => process.env[name] ?? assert.fail(`${name} is not told`);
const { buildSync } = createRequire(new URL('../../clients/typescript/', import.meta.url))('esbuild');
const entry = fileURLToPath(new URL('../../clients/typescript/src/index.ts', import.meta.url));
const [{ text: client }] = buildSync({ entryPoints: [entry], bundle: true, format: 'iife', globalName: 'service', write: false }).outputFiles;

const { browser, page, complaints } = await open();
try {
  const cached = [];
  const network = await page.context().newCDPSession(page);
  await network.send('Network.enable');
  network.on('Network.requestServedFromCache', ({ requestId }) => cached.push(requestId));
  network.on('Network.responseReceived', ({ requestId, response }) => response.fromDiskCache && cached.push(requestId));

  await page.goto(`${told('API')}/catalog/health`);
  await page.addScriptTag({ content: client });
  const seen = await page.evaluate(async ({ token, album, picture, video }) => {
    const rushes = new service.Rushes({ url: location.origin, getToken: async () => token });
    const loaded = (element, event) =>
      new Promise((resolve, reject) => {
        element.addEventListener(event, resolve, { once: true });
        element.addEventListener('error', () => reject(new Error(`${element.tagName}: ${element.error?.message ?? 'refused'}`)), { once: true });
      });
    const drawn = (element, width, height) => {
      const canvas = Object.assign(document.createElement('canvas'), { width, height });
      canvas.getContext('2d').drawImage(element, 0, 0);
      return canvas.toDataURL().length;
    };

    const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
    const progress = [];
    const file = new File([bytes], 'picture.jpg', { type: 'image/jpeg' });
    const image = await rushes.images.upload(file, { collection: album, onProgress: ({ sent }) => progress.push(sent) });

    const shown = async () => {
      const { links } = await rushes.images.linksOf([image.id], { previews: true, minutes: 720 });
      const element = Object.assign(document.createElement('img'), { crossOrigin: 'anonymous', src: links[0].thumbnail });
      document.body.append(element);
      await element.decode();
      return { address: links[0].thumbnail, width: element.naturalWidth, drawn: drawn(element, 10, 10) };
    };
    const first = await shown();
    const kept = await (await fetch(first.address, { cache: 'force-cache' })).blob();

    const { playback, download } = await rushes.videos.links(video);
    const player = Object.assign(document.createElement('video'), { crossOrigin: 'anonymous', muted: true, preload: 'metadata', src: playback });
    document.body.append(player);
    await loaded(player, 'loadeddata');
    player.currentTime = player.duration / 2;
    await loaded(player, 'seeked');
    const saved = await fetch(download);
    return {
      image: image.status,
      progress,
      size: bytes.length,
      first,
      kept: kept.type,
      seconds: player.duration,
      frame: drawn(player, 32, 18),
      saved: (await saved.blob()).size,
      named: saved.headers.get('content-disposition'),
    };
  }, { token: told('TOKEN'), album: told('ALBUM'), picture: told('PICTURE'), video: told('VIDEO') });
  assert.deepEqual(complaints.filter((each) => !each.endsWith('/favicon.ico')), []);
  console.log(JSON.stringify({ ...seen, cached: cached.length }));
} catch (error) {
  throw new Error(`${error.message}\n${complaints.join('\n')}`);
} finally {
  await browser.close();
}
