import { crc32, deflateSync } from 'node:zlib';
import { api, type Person } from './people';

/** A picture file as somebody would choose it: a sky of that hue above a dark land. */
export function picture(name: string, { width = 640, height = 360, hue = 30 } = {}) {
  return { name, mimeType: 'image/png', buffer: png(width, height, hue) };
}

function png(width: number, height: number, hue: number): Buffer {
  const rows = Buffer.alloc(height * (width * 3 + 1));
  const [red, green, blue] = [0, 120, 240].map((shift) => 128 + 110 * Math.cos(((hue + shift) * Math.PI) / 180));
  for (let y = 0, at = 0; y < height; y += 1) {
    at += 1; // the row's filter: none
    for (let x = 0; x < width; x += 1) {
      const land = y / height > 0.62 + 0.12 * Math.sin((x / width) * 7 + hue) + 0.02 * Math.sin(x / 9);
      const light = land ? 0.25 : 0.55 + (0.45 * y) / height + 0.2 * Math.exp(-(((x / width - 0.7) * 6) ** 2));
      for (const channel of [red ?? 0, green ?? 0, blue ?? 0]) rows[at++] = Math.min(255, channel * light + (land ? 8 : 30));
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8); // eight bits of red, green and blue
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A collection of theirs with so many pictures that are ready, as if they had come before. */
export async function collectionOf(person: Person, name: string, count: number): Promise<{ id: string; images: string[] }> {
  const { id } = await inTime(() => api<{ id: string }>(person, 'POST', 'images/collections', { name }));
  const images: string[] = [];
  for (let number = 1; number <= count; number += 1) {
    const { buffer } = picture('', { width: 320, height: 180, hue: number * 40 });
    const wish = { collection_id: id, content_type: 'image/png', bytes: buffer.length, title: `Picture ${number}` };
    const { image, upload } = await inTime(() => api<Upload>(person, 'POST', 'images', wish));
    await fetch(upload.url, { method: upload.method, headers: upload.headers, body: new Uint8Array(buffer) });
    images.unshift(image.id);
  }
  return { id, images };
}

interface Upload {
  image: { id: string };
  upload: { url: string; method: string; headers: Record<string, string> };
}

/** Asks again where the stack says that it is too busy. */
async function inTime<T>(ask: () => Promise<T>, again = 5): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (again === 0 || !/CONTENDED/.test(String(error))) throw error;
    return inTime(ask, again - 1);
  }
}
