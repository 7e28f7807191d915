import { describe, expect, test } from 'vitest';
import { look, UNKNOWN } from './checks';

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const file = (...parts: (string | number[])[]) =>
  new Blob(parts.map((part) => (typeof part === 'string' ? bytes(part) : Uint8Array.from(part))));

const chunk = (name: string, data: number[] = []) => [0, 0, 0, data.length, ...bytes(name), ...data, 0, 0, 0, 0];
const header = (width: number, height: number) =>
  chunk('IHDR', [0, 0, width >> 8, width & 255, 0, 0, height >> 8, height & 255, 8, 2, 0, 0, 0]);
const PNG = '\x89PNG\r\n\x1a\n';
const extended = (flags: number, width: number) =>
  file('RIFF\0\0\0\0WEBPVP8X', [10, 0, 0, 0, flags, 0, 0, 0, (width - 1) & 255, (width - 1) >> 8, 0, 9, 0, 0]);
const frame = (width: number) => [0xff, 0xc2, 0, 11, 8, 0, 100, width >> 8, width & 255, 1, 0, 0, 0];

const MOST = { bytes: 20 * 1024 * 1024, side: 8192 };

describe('a file is looked at before it is sent', () => {
  test.each([
    ['a PNG', file(PNG, header(640, 360), chunk('IDAT')), { type: 'image/png' }],
    ['a JPEG behind what a camera tells', file([0xff, 0xd8, 0xff, 0xe1, 0, 4, 1, 2], frame(640)), { type: 'image/jpeg' }],
    ['a WebP', extended(0, 640), { type: 'image/webp' }],
    ['a plain WebP', file('RIFF\0\0\0\0WEBPVP8 ', new Array(20).fill(0)), { type: 'image/webp' }],
    ['nothing', file(''), { problem: 'empty' }],
    ['a text', file('no picture at all'), { problem: 'kind' }],
    ['a GIF', file('GIF89a', new Array(20).fill(0)), { problem: 'kind' }],
    ['a HEIC', file([0, 0, 0, 24], 'ftypheic', new Array(20).fill(0)), { problem: 'heic' }],
    ['a film in a PNG', file(PNG, header(640, 360), chunk('acTL', [0, 0]), chunk('IDAT')), { problem: 'animated' }],
    ['a film in a WebP', extended(2, 640), { problem: 'animated' }],
    ['a PNG that is too wide', file(PNG, header(9000, 360), chunk('IDAT')), { problem: 'side' }],
    ['a WebP that is too wide', extended(0, 9000), { problem: 'side' }],
    ['a JPEG that is too wide', file([0xff, 0xd8], frame(9000)), { problem: 'side' }],
    ['21 MB', file(PNG, header(640, 360), chunk('IDAT'), 'x'.repeat(21 * 1024 * 1024)), { problem: 'large' }],
  ])('%s', async (_, given, found) => {
    expect(await look(given, MOST)).toEqual(found);
  });

  test('what the service takes is not known yet: it looks itself', async () => {
    expect(await look(file(PNG, header(9000, 360), chunk('IDAT')), UNKNOWN)).toEqual({ type: 'image/png' });
  });

  test('one that has gone from the disk', async () => {
    const gone = file(PNG);
    gone.slice = () => ({ arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotReadableError')) }) as never;
    expect(await look(gone, MOST)).toEqual({ problem: 'unreadable' });
  });
});
