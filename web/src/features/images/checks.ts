import type { ImageType } from 'rushes';

/** What the service takes; it looks itself, and this only says so before anything is sent. */
export const TYPES: readonly ImageType[] = ['image/jpeg', 'image/png', 'image/webp'];
const HEAD = 256 * 1024; // in there a picture says what it is, also behind the preview that a camera puts before

/** As the service tells them; until it has, it is left to look itself. */
export interface PictureLimits {
  bytes: number;
  side: number;
}

export const UNKNOWN: PictureLimits = { bytes: Number.POSITIVE_INFINITY, side: Number.POSITIVE_INFINITY };

export type Problem = 'kind' | 'heic' | 'empty' | 'large' | 'animated' | 'side' | 'unreadable';

/** What kind of picture a file is by its bytes, or why it would not be taken. */
export async function look(file: Blob, most: PictureLimits): Promise<{ type: ImageType } | { problem: Problem }> {
  if (file.size === 0) return { problem: 'empty' };
  let head: Uint8Array;
  try {
    head = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
  } catch {
    return { problem: 'unreadable' }; // moved or changed since it was chosen
  }
  const facts = png(head) ?? webp(head) ?? jpeg(head);
  if (!facts) return { problem: /^ftyp(hei|hev|mif|msf|avi)/.test(text(head, 4, 12)) ? 'heic' : 'kind' };
  if (file.size > most.bytes) return { problem: 'large' };
  if (facts.animated) return { problem: 'animated' };
  if (facts.sides.some((side) => side > most.side)) return { problem: 'side' };
  return { type: facts.type };
}

interface Facts {
  type: ImageType;
  sides: readonly number[];
  animated?: boolean;
}

const text = (bytes: Uint8Array, from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));

function png(bytes: Uint8Array): Facts | null {
  if (text(bytes, 0, 8) !== '\x89PNG\r\n\x1a\n') return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 24) return { type: 'image/png', sides: [] };
  let animated = false;
  for (let at = 8; at + 8 <= bytes.length; at += 12 + view.getUint32(at)) {
    const chunk = text(bytes, at + 4, at + 8);
    if (chunk === 'IDAT') break;
    animated ||= chunk === 'acTL';
  }
  return { type: 'image/png', sides: [view.getUint32(16), view.getUint32(20)], animated };
}

function webp(bytes: Uint8Array): Facts | null {
  if (text(bytes, 0, 4) !== 'RIFF' || text(bytes, 8, 12) !== 'WEBP') return null;
  if (text(bytes, 12, 16) !== 'VP8X' || bytes.length < 30) return { type: 'image/webp', sides: [] };
  const side = (at: number) => 1 + (bytes[at] ?? 0) + ((bytes[at + 1] ?? 0) << 8) + ((bytes[at + 2] ?? 0) << 16);
  return { type: 'image/webp', sides: [side(24), side(27)], animated: ((bytes[20] ?? 0) & 2) !== 0 };
}

function jpeg(bytes: Uint8Array): Facts | null {
  if (text(bytes, 0, 3) !== '\xff\xd8\xff') return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; at += 2 + view.getUint16(at + 2)) {
    const marker = bytes[at + 1] ?? 0;
    const frame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (frame) return { type: 'image/jpeg', sides: [view.getUint16(at + 5), view.getUint16(at + 7)] };
  }
  return { type: 'image/jpeg', sides: [] };
}
