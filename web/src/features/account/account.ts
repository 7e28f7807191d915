import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { AnswerOf } from 'rushes';
import { useLive } from '@/platform/live';
import { keys } from '@/platform/queries';
import { useRushes } from '@/platform/service';

/** Balance, slots and limits; the first call opens the account. */
export function useAccount() {
  const rushes = useRushes();
  return useQuery({ queryKey: keys.account, queryFn: ({ signal }) => rushes.account.get({ signal }) });
}

/** Keeps it as it stands: one listener for the whole studio, once the account is opened. */
export function useLiveAccount(opened: boolean): void {
  const queries = useQueryClient();
  useLive(
    opened
      ? (watch, live, failed) =>
          watch.watchAccount(
            live,
            (news) => {
              if (news)
                queries.setQueryData<AnswerOf<'GET /account'>>(
                  keys.account,
                  (known) => known && { ...known, ...news, limits: known.limits },
                );
            },
            failed,
          )
      : null,
    [],
  );
}
