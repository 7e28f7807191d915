import { expect } from '@playwright/test';
import { api, type Person } from './people';

interface Place {
  image: { id: string };
  upload: { method: string; url: string; headers: Record<string, string> };
}

/** A small picture of one colour, as a browser would paint it. */
const PICTURE = Buffer.from(
  // 64 × 36 pixels of dusk
  'iVBORw0KGgoAAAANSUhEUgAAAEAAAAAkCAIAAAC2bqvFAAAAyklEQVR42tXCi0YDAABA0fthk0wytba1rbWttfZqW2tNkpkkmSSTJEmSmUmSzEySJJOkz+o77nH4awXU+d2ZUeenOavO93ZQnWljTp2vrXl1PushdT5qC+q8V8PqvG1G1HmtxNSZlOPqjEtJdUbFlDovhbQ6zxtZdZ7yOXUe1/PqPOQK6gzXSuoMshV1+pmqOvfpujp3qw11blNNdW5WWupcJ3fVuUrsqXMZ31fnYrmtznmso04veqDOWeRQndOlI3VOwsfqdBe76v+jkGU1tbAzAgAAAABJRU5ErkJggg==',
  'base64',
);

/** A collection with a picture in it that is ready, made beside the studio. */
export async function picture(
  person: Person,
  title = 'A fox at sunset',
  file = PICTURE,
): Promise<{ collection: string; image: string }> {
  const { id: collection } = await api<{ id: string }>(person, 'POST', 'images/collections', { name: 'Foxes' });
  const image = await pictureIn(person, collection, title, file);
  return { collection, image };
}

export async function pictureIn(person: Person, collection: string, title: string, file = PICTURE): Promise<string> {
  const wish = { collection_id: collection, content_type: 'image/png', bytes: file.length, title };
  const { image, upload } = await api<Place>(person, 'POST', 'images', wish);
  const sent = await fetch(upload.url, { method: upload.method, headers: upload.headers, body: new Uint8Array(file) });
  expect(sent.ok).toBe(true);
  await expect
    .poll(async () => (await api<{ status: string }>(person, 'GET', `images/${image.id}`)).status, { intervals: [100] })
    .toBe('ready');
  return image.id;
}
