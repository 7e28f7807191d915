import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type AnswerOf, isRushesError, type Purchase } from 'rushes';
import { useChange } from '@/platform/change';
import { useRushes } from '@/platform/service';
import { useStore } from '@/platform/store';
import { remember, remembered } from '@/platform/stored';
import { language } from '@/texts';

const PACKAGES = ['payments', 'packages'] as const;
const PURCHASES = ['payments', 'purchases'] as const;
const PAGE = 20;
const LOOK_MS = 2_000;
const LOOKS_MS = 120_000; // for so long somebody who has just paid is likely to look

/** What can be bought; an error with this code says that nothing can. */
export const isOff = (error: unknown): boolean => isRushesError(error, 'PAYMENTS_OFF');

export function usePackages(country?: string) {
  const rushes = useRushes();
  const spoken = useStore(language); // names come in it
  return useQuery({
    queryKey: [...PACKAGES, country ?? '', spoken],
    queryFn: ({ signal }) => rushes.payments.packages(country ? { country } : {}, { signal }),
    staleTime: 5 * 60_000,
    retry: false,
  });
}

/** What was bought. Who comes back from Stripe is shown what became of it as soon as it is known. */
export function usePurchases(back: boolean) {
  const rushes = useRushes();
  const spoken = useStore(language);
  return useInfiniteQuery({
    queryKey: [...PURCHASES, spoken],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      rushes.request('GET /payments', { query: { limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) }, signal }),
    getNextPageParam: ({ next_cursor }: AnswerOf<'GET /payments'>) => next_cursor ?? undefined,
    refetchInterval: ({ state }) => {
      const latest = state.data?.pages[0]?.purchases[0];
      return back && latest?.status === 'open' && Date.now() - CAME < LOOKS_MS ? LOOK_MS : false;
    },
  });
}

const CAME = Date.now();

/** Goes to the page at Stripe where it is paid. */
export const leave = { to: (url: string): void => location.assign(url) };

/** Where Stripe sends its buyer back to. */
const home = () => `${location.origin}/studio/account/purchases?back=yes`;

export function useCheckout() {
  const rushes = useRushes();
  return useChange({
    ask: ({ id, country }: { id: string; country: string | undefined }) =>
      rushes.payments.checkout({ package_id: id, return_to: home(), ...(country ? { country } : {}) }),
    done: (purchase: Purchase) => {
      if (purchase.url) leave.to(purchase.url);
    },
    stale: [PURCHASES],
  });
}

export function usePortal() {
  const rushes = useRushes();
  return useChange({ ask: (_: undefined) => rushes.payments.portal({ return_to: home() }), done: (url) => leave.to(url) });
}

const COUNTRY = 'country';

/** As they said, else as their browser's region says. */
export const countryOf = (): string | undefined => remembered(COUNTRY) ?? new Intl.Locale(navigator.language).region;
export const countryIs = (country: string | undefined): void => remember(COUNTRY, country ?? null);

/** A price as people of the language write it; `amount` is in the currency's smallest unit. */
export function money(spoken: string, amount: number, currency: string): string {
  const format = new Intl.NumberFormat(spoken, { style: 'currency', currency });
  const { maximumFractionDigits: digits = 2 } = format.resolvedOptions();
  return format.format(amount / 10 ** digits);
}
