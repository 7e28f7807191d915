import type { UploadTarget } from './api.js';
import type { Client } from './client.js';
import { ownError } from './errors.js';
import type { CallOptions } from './operations.js';
import { aborted, backoff } from './waiting.js';

/** A file: as browsers and React Native have it (`Blob`, `File`), or its bytes. */
export type Bytes = Blob | Uint8Array | ArrayBuffer;

/** How much of a file has been sent. */
export interface UploadProgress {
  sent: number;
  total: number;
}

/** How to send a file. */
export interface UploadOptions<T extends string> extends Pick<CallOptions, 'signal' | 'language' | 'retries'> {
  /** The file's media type; else what the file says of itself. */
  contentType?: T | undefined;
  /** Hears how far it is. What is sent again after a lost connection begins at 0 once more. */
  onProgress?: ((progress: UploadProgress) => void) | undefined;
}

/** What the storage made of the bytes: took them, now or before; or the place has ended. */
export type Sent = 'taken' | 'ended';

const BEGINNINGS: readonly (readonly [string, RegExp])[] = [
  ['image/jpeg', /^ffd8ff/],
  ['image/png', /^89504e470d0a1a0a/],
  ['image/webp', /^52494646.{8}57454250/],
  ['audio/mpeg', /^(494433|fff[ab23])/],
  ['audio/mp4', /^.{8}66747970/],
  ['audio/wav', /^52494646.{8}57415645/],
];

/** The file as a Blob, and what kind of file it is by what it says, or by how it begins. */
export async function blobOf(file: Bytes, said?: string): Promise<{ blob: Blob; type: string }> {
  const blob = file instanceof Uint8Array || file instanceof ArrayBuffer ? new Blob([file as Uint8Array<ArrayBuffer>]) : file;
  if (said || blob.type) return { blob, type: said ?? blob.type };
  const first = new Uint8Array(await blob.slice(0, 12).arrayBuffer());
  const beginning = Array.from(first, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { blob, type: BEGINNINGS.find(([, pattern]) => pattern.test(beginning))?.[0] ?? 'application/octet-stream' };
}

/** Send the bytes to a place, again after trouble that passes. The place takes one file, once: what came already is not sent twice. */
export async function send(client: Client, place: UploadTarget, blob: Blob, options: UploadOptions<string>): Promise<Sent> {
  const { signal } = options;
  const language = options.language ?? client.language;
  for (let retry = 0; ; retry += 1) {
    let answer: { status: number; text: string } | undefined;
    let cause: unknown;
    try {
      if (signal?.aborted) throw aborted(signal);
      answer = await put(client, place, blob, options);
    } catch (error) {
      if (signal?.aborted) throw aborted(signal);
      cause = error;
    }
    const status = answer?.status ?? 0;
    if ((status >= 200 && status < 300) || status === 412) return 'taken';
    if (/expired/i.test(answer?.text ?? '')) return 'ended';
    const passes = status === 0 || status === 408 || status === 429 || status >= 500;
    if (!passes) {
      const reason = /<Code>(\w+)<\/Code>/.exec(answer?.text ?? '')?.[1] ?? '';
      throw ownError('UPLOAD_REFUSED', language, { status, details: { status, reason } });
    }
    if (retry >= (options.retries ?? client.retries)) throw ownError('NETWORK_LOST', language, { status, cause });
    await client.sleep(backoff(retry), signal);
  }
}

async function put(
  client: Client,
  place: UploadTarget,
  blob: Blob,
  { signal, onProgress }: UploadOptions<string>,
): Promise<{ status: number; text: string }> {
  const total = blob.size;
  if (onProgress && typeof XMLHttpRequest !== 'undefined') return putByXhr(place, blob, onProgress, signal);
  let told = 0;
  const tell = (sent: number) => {
    told = sent;
    onProgress?.({ sent, total });
  };
  tell(0);
  const body = onProgress ? counted(blob, tell) : blob;
  const response = await client.fetch(place.url, { method: place.method, headers: place.headers, body, signal: signal ?? null });
  if (response.ok && told < total) tell(total); // where fetch reads a Blob by other ways
  return { status: response.status, text: await response.text() };
}

/** The only way to hear of progress in a browser: fetch does not tell. */
function putByXhr(
  place: UploadTarget,
  blob: Blob,
  onProgress: (progress: UploadProgress) => void,
  signal: AbortSignal | undefined,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    const end = (how: () => void) => () => {
      signal?.removeEventListener('abort', stop);
      how();
    };
    request.open(place.method, place.url);
    for (const [name, value] of Object.entries(place.headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => onProgress({ sent: Math.min(loaded, blob.size), total: blob.size });
    request.onload = end(() => resolve({ status: request.status, text: request.responseText }));
    request.onerror = end(() => reject(new TypeError('The upload broke off.')));
    request.onabort = end(() => reject(new TypeError('The upload was stopped.')));
    signal?.addEventListener('abort', stop, { once: true });
    request.send(blob);
  });
}

const PIECE = 64 * 1024;

/** The same bytes, whose reading is told: Node's fetch reads a Blob by its `stream`, and keeps its size as the length. */
function counted(blob: Blob, tell: (sent: number) => void): Blob {
  const copy = blob.slice(0, blob.size, blob.type);
  const inPieces = () => {
    let sent = 0;
    return new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          if (sent > 0) tell(sent);
          const piece = new Uint8Array(await blob.slice(sent, sent + PIECE).arrayBuffer());
          sent += piece.byteLength;
          if (piece.byteLength > 0) controller.enqueue(piece);
          else controller.close();
        },
      },
      { highWaterMark: 0 },
    );
  };
  if (typeof ReadableStream !== 'undefined') Object.defineProperty(copy, 'stream', { value: inPieces });
  return copy;
}
