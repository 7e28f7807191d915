import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Rushes } from 'rushes';
import { useRushes } from '@/platform/service';
import { usePurpose } from './purpose';

/** All that operators were shown; an act has it asked anew. */
export const SHOWN = ['operators'] as const;

/** Each look is an entry in the audit log: nothing is asked for again but on somebody's word, or after an act. */
const RARELY = { staleTime: 60_000, refetchOnWindowFocus: false } as const;
const PAGE = 30;

/** What the door wants of a page beside the filters. */
export interface AskedPage<C> {
  reason: string;
  limit: number;
  cursor?: C;
}

interface Paged {
  next_cursor: string | number | null;
}

/**
 * A list that goes on by its cursor: `ask` for one page, and what of its answer the rows are. `name` names the list and what it is
 * filtered by; `first` is its first page where that came with something else.
 */
export function useRows<A extends Paged, T>(
  name: readonly unknown[],
  ask: (rushes: Rushes, page: AskedPage<NonNullable<A['next_cursor']>>, signal: AbortSignal) => Promise<A>,
  rowsOf: (answer: A) => readonly T[],
  first?: A,
) {
  type Cursor = NonNullable<A['next_cursor']>;
  const rushes = useRushes();
  const reason = usePurpose();
  const list = useInfiniteQuery({
    ...RARELY,
    queryKey: first ? ['operators-more', ...name, first] : [...SHOWN, ...name],
    initialPageParam: undefined as Cursor | undefined,
    // asked for with what it came with, it begins anew once that brings another first page
    ...(first ? { initialData: { pages: [first], pageParams: [undefined] }, staleTime: Number.POSITIVE_INFINITY } : {}),
    queryFn: ({ pageParam, signal }) =>
      ask(rushes, { reason, limit: PAGE, ...(pageParam === undefined ? {} : { cursor: pageParam as Cursor }) }, signal),
    getNextPageParam: ({ next_cursor }: A) => (next_cursor ?? undefined) as Cursor | undefined,
  });
  const rows = list.data?.pages.flatMap(rowsOf);
  return { ...list, rows };
}

/** What a list shows and does, whatever it is of. */
export type RowsOf<T> = Pick<
  ReturnType<typeof useRows>,
  | 'error'
  | 'isPending'
  | 'hasNextPage'
  | 'isFetchingNextPage'
  | 'isFetchNextPageError'
  | 'fetchNextPage'
  | 'refetch'
  | 'isFetching'
> & { rows: readonly T[] | undefined };

/** One thing with all about it; `again` says after how many milliseconds it is asked for again, while something is under way. */
export function useOne<A>(
  name: readonly unknown[],
  ask: (rushes: Rushes, reason: string, signal: AbortSignal) => Promise<A>,
  again?: (known: A) => number | false,
) {
  const rushes = useRushes();
  const reason = usePurpose();
  return useQuery({
    ...RARELY,
    queryKey: [...SHOWN, ...name],
    queryFn: ({ signal }) => ask(rushes, reason, signal),
    refetchInterval: ({ state }) => (state.data === undefined || !again ? false : again(state.data as A)),
  });
}

/** Ask anew for all that is in sight. */
export function useAgain(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: SHOWN });
}

export type Address = Readonly<Record<string, string | undefined>>;

/** What stands behind the `?`, as texts, and how it is changed; the place in the history stays one. */
export function useAddress(): readonly [Address, (more: Address) => void] {
  const given = useSearch({ strict: false }) as Record<string, unknown>;
  const said = JSON.stringify(given);
  const navigate = useNavigate();
  const address = useMemo(() => texts(JSON.parse(said)), [said]);
  const change = (more: Address) =>
    void navigate({
      to: '.',
      search: ((before: Record<string, unknown>) => texts({ ...before, ...more })) as never,
      replace: true,
      resetScroll: false,
    });
  return [address, change];
}

/** Texts alone; what is empty is left out. */
function texts(given: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      value === undefined || value === null || value === '' ? [] : [[name, String(value)]],
    ),
  );
}

/** The value where it is one of these: an old or foreign address opens all the same. */
export function oneOf<K extends string>(values: readonly K[], given: string | undefined): K | undefined {
  return values.find((each) => each === given);
}
