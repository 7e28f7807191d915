const RECEIVED = 'received'; // the worker's name for them, too (src/worker)

/** Pictures that another app shared with the installed studio. */
export async function received(): Promise<File[]> {
  if (!('caches' in globalThis)) return [];
  const kept = await caches.open(RECEIVED);
  const all = await Promise.all(
    (await kept.keys()).map(async (request) => {
      const response = await kept.match(request);
      const name = decodeURIComponent(response?.headers.get('X-Name') ?? '');
      return response ? new File([await response.blob()], name, { type: response.headers.get('Content-Type') ?? '' }) : null;
    }),
  );
  return all.filter((file) => file !== null);
}

export async function forgetReceived(): Promise<void> {
  if ('caches' in globalThis) await caches.delete(RECEIVED);
}
