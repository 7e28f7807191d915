import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { AnswerOf, CreditTransaction } from 'rushes';
import { useLive } from '@/platform/live';
import { keys } from '@/platform/queries';
import { useRushes } from '@/platform/service';
import { useSignIn } from '@/session/context';
import { usePerson } from '@/session/session';

export type EntryType = CreditTransaction['type'];
type Ledger = AnswerOf<'GET /account/transactions'>;

/** Balance, slots and limits; the first call opens the account. */
export function useAccount() {
  const rushes = useRushes();
  return useQuery({ queryKey: keys.account, queryFn: ({ signal }) => rushes.account.get({ signal }) });
}

/** Whether works are taken now, and what is said while they are not. */
export function useServiceLimits() {
  const rushes = useRushes();
  return useQuery({ queryKey: keys.limits, queryFn: ({ signal }) => rushes.catalog.limits({ signal }), staleTime: 60_000 });
}

/**
 * Keeps it as it stands: one listener for the whole studio, once the account is opened. What the document does not tell (the limits, what
 * was spent today) is asked anew where the balance moved; so is everything where sessions were ended or the listener is refused: the answer
 * says whether this session is one of them.
 */
export function useLiveAccount(opened: boolean): void {
  const queries = useQueryClient();
  const ends = useRef<string | null>(undefined);
  useLive(
    opened
      ? (watch, live, failed) =>
          watch.watchAccount(
            live,
            (news) => {
              const known = queries.getQueryData<AnswerOf<'GET /account'>>(keys.account);
              if (!news || !known) return;
              const { balance, active_jobs, waiting_jobs, active_films, waiting_films } = news; // the document's limits are other ones
              queries.setQueryData(keys.account, { ...known, balance, active_jobs, waiting_jobs, active_films, waiting_films });
              const endedSince = ends.current !== undefined && ends.current !== news.tokens_valid_after;
              ends.current = news.tokens_valid_after;
              if (endedSince || balance !== known.balance)
                void queries.invalidateQueries({ queryKey: keys.account, exact: true });
            },
            (error) => {
              void queries.invalidateQueries({ queryKey: keys.account, exact: true });
              failed(error);
            },
          )
      : null,
    [],
  );
}

/** Another sign-in or a confirmed address may bring credits: the account is asked anew, and Firebase, when somebody comes back to the page. */
export function useSignInNews(): void {
  const queries = useQueryClient();
  const signIn = useSignIn();
  const person = usePerson();
  const now = `${person?.guest} ${person?.verified}`;
  const known = useRef(now);
  useEffect(() => {
    if (known.current === now) return;
    known.current = now;
    void queries.invalidateQueries({ queryKey: keys.account });
  }, [now, queries]);
  const unverified = Boolean(person?.email && !person.verified);
  useEffect(() => {
    if (!unverified) return;
    const back = () => void signIn.refresh().catch(() => undefined);
    addEventListener('focus', back);
    return () => removeEventListener('focus', back);
  }, [unverified, signIn]);
}

const PAGE = 25;

/** The ledger behind the balance, the latest first, of one type where one is named. */
export function useLedger(type: EntryType | undefined) {
  const rushes = useRushes();
  return useInfiniteQuery({
    queryKey: [...keys.transactions, type ?? 'all'],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam, signal }) =>
      rushes.request('GET /account/transactions', {
        query: { limit: PAGE, ...(type ? { type } : {}), ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        signal,
      }),
    getNextPageParam: ({ next_cursor }: Ledger) => next_cursor ?? undefined,
  });
}

/** New entries as they come: put before the ones that are known, so that nobody's place in the list is lost. */
export function useLiveLedger(type: EntryType | undefined, loaded: boolean): void {
  const queries = useQueryClient();
  useLive(
    loaded
      ? (watch, live, failed) =>
          watch.watchTransactions(
            live,
            (heard) =>
              queries.setQueryData<InfiniteData<Ledger>>([...keys.transactions, type ?? 'all'], (known) => {
                const [first, ...others] = known?.pages ?? [];
                if (!known || !first) return known;
                const ids = new Set(known.pages.flatMap(({ transactions }) => transactions.map(({ id }) => id)));
                const fresh = heard.filter((each) => !ids.has(each.id) && (!type || each.type === type)) as CreditTransaction[];
                if (!fresh.length) return known;
                return { ...known, pages: [{ ...first, transactions: [...fresh, ...first.transactions] }, ...others] };
              }),
            failed,
            { limit: PAGE },
          )
      : null,
    [type],
  );
}
