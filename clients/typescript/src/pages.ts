/** One page of a list. */
export interface Page<T> {
  items: T[];
  /** Give it as `cursor` for the next page; null at the end. */
  nextCursor: string | null;
}

/** A list that comes in pages: go through its items, or through its pages, or take one. Nothing is asked for before that. */
export class Pages<T> implements AsyncIterable<T> {
  /** @internal */
  constructor(private readonly load: (cursor: string | null) => Promise<Page<T>>) {}

  /** The first page, or the one of the `cursor` that the list was asked for with. */
  page(): Promise<Page<T>> {
    return this.load(null);
  }

  /** One page after the other. */
  async *pages(): AsyncGenerator<Page<T>, void, undefined> {
    let cursor: string | null = null;
    do {
      const page: Page<T> = await this.load(cursor);
      yield page;
      cursor = page.nextCursor;
    } while (cursor !== null);
  }

  /** One item after the other; the next page is asked for when it is needed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const page of this.pages()) yield* page.items;
  }
}
