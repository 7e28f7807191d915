import type { RowsOf } from './asking';

interface Asked {
  error: unknown;
  isPending: boolean;
  isFetching: boolean;
  refetch: () => unknown;
}

/** A list that comes whole, as one whose pages have all come. */
export function whole<T>(asked: Asked, rows: readonly T[] | undefined): RowsOf<T> {
  return {
    ...{ error: asked.error as Error | null, isPending: asked.isPending, isFetching: asked.isFetching, rows },
    ...{ hasNextPage: false, isFetchingNextPage: false, isFetchNextPageError: false },
    refetch: asked.refetch as RowsOf<T>['refetch'],
    fetchNextPage: asked.refetch as unknown as RowsOf<T>['fetchNextPage'],
  };
}
