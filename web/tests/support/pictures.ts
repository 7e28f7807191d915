import { api, type Person } from './people';
import { png } from './scenery';

/** A picture file as somebody would choose it: a sky of that hue above a dark land. */
export function picture(name: string, { width = 640, height = 360, hue = 30 } = {}) {
  return { name, mimeType: 'image/png', buffer: sky(width, height, hue) };
}

function sky(width: number, height: number, hue: number): Buffer {
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
  return png(width, height, rows);
}

/** A collection of theirs with pictures that are ready, as if they had come before: so many, or these. The last of them comes first. */
export async function collectionOf(person: Person, name: string, wanted: number | readonly { title: string; buffer: Buffer }[]) {
  const { id } = await inTime(() => api<{ id: string }>(person, 'POST', 'images/collections', { name }));
  const images: { id: string; title: string }[] = [];
  for (const { title, buffer } of typeof wanted === 'number' ? numbered(wanted) : wanted) {
    const wish = { collection_id: id, content_type: 'image/png', bytes: buffer.length, title };
    const { image, upload } = await inTime(() => api<Upload>(person, 'POST', 'images', wish));
    await fetch(upload.url, { method: upload.method, headers: upload.headers, body: new Uint8Array(buffer) });
    images.unshift({ id: image.id, title });
  }
  const of = (title: string) => images.find((each) => each.title === title)?.id ?? '';
  return { id, images: images.map((each) => each.id), of };
}

const numbered = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    title: `Picture ${at + 1}`,
    buffer: picture('', { width: 320, height: 180, hue: (at + 1) * 40 }).buffer,
  }));

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
