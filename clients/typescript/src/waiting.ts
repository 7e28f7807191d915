/** What an aborted call rejects with, as fetch would. */
export function aborted(signal: AbortSignal): unknown {
  if (signal.reason !== undefined) return signal.reason;
  const error = new Error('This operation was aborted');
  error.name = 'AbortError';
  return error;
}

/** Waits so many milliseconds; rejects once the signal ends. */
export type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

/** Wait by the platform's timer. */
export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(aborted(signal));
      return;
    }
    const stop = () => {
      clearTimeout(timer);
      if (signal) reject(aborted(signal));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

const FIRST_MS = 400;
const LONGEST_MS = 8_000;

/** How long to wait before this retry (0 is the first): longer each time, and by chance, so that not all come back at once. */
export function backoff(retry: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** retry) * (0.5 + Math.random() / 2);
}

/** A new id for a call: by the platform's randomness where it has any. */
export function newId(): string {
  const bytes = new Uint8Array(16);
  if (globalThis.crypto?.getRandomValues) globalThis.crypto.getRandomValues(bytes);
  else
    bytes.forEach((_, index) => {
      bytes[index] = Math.floor(Math.random() * 256);
    });
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
