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
