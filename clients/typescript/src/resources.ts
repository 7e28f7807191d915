import type { LinksRequest } from './api.js';
import type { Client } from './client.js';
import type { CallOptions } from './operations.js';
import { Pages } from './pages.js';

/** Calls that belong together: `new Videos(new Client({ url }))` is all of them that a page loads which needs no others. */
export abstract class Resource {
  /** Over a client of yours. */
  constructor(protected readonly client: Client) {}

  /** A list whose pages hold their items under this name. */
  protected pagesOf<T>(
    operation: string,
    name: string,
    { path, query, ...options }: CallOptions & { path?: object; query?: object } = {},
  ): Pages<T> {
    return new Pages(async (cursor) => {
      const asked = cursor === null ? query : { ...query, cursor };
      const told = (await this.client.send(operation, { ...options, path, query: asked })) as Record<string, unknown>;
      return { items: told[name] as T[], nextCursor: (told.next_cursor as string | null | undefined) ?? null };
    });
  }
}

/** Which addresses of many. */
export type LinksOptions = Omit<LinksRequest, 'ids'>;

const AT_ONCE = 100; // that one call takes

/** What is told of many: by one call for each hundred of them, one after the other. Counts and lists of all of them together. */
export async function byHundreds<I, T extends object>(
  items: readonly I[],
  nothing: T,
  ask: (some: I[]) => Promise<T>,
): Promise<T> {
  const told = { ...nothing } as Record<string, number | unknown[]>;
  for (let done = 0; done < items.length; done += AT_ONCE) {
    for (const [name, value] of Object.entries(await ask(items.slice(done, done + AT_ONCE)))) {
      const before = told[name];
      told[name] = Array.isArray(before) ? [...before, ...(value as unknown[])] : (before ?? 0) + (value as number);
    }
  }
  return told as T;
}
