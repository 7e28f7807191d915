import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Film } from 'rushes';
import { useChange } from '@/platform/change';
import { useLive } from '@/platform/live';
import { keys as names } from '@/platform/queries';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { tell, tellError } from '@/ui/toasts';

const A_PAGE = 24;

/** A film as the API or its document tells it. */
export type Shown = Omit<Film, 'refunded'> & { deleted_at?: string | null };

export const keys = {
  list: ['films', 'list'] as const,
  one: (id: string) => ['films', 'one', id] as const,
  links: (id: string) => ['films', 'links', id] as const,
  quote: (wish: unknown) => ['films', 'quote', wish] as const,
  of: (storyboard: string) => ['films', 'of', storyboard] as const,
  choose: (search: string) => ['videos', 'choose', search] as const,
};

export const hasEnded = ({ status }: Pick<Shown, 'status'>): boolean => ['completed', 'failed', 'cancelled'].includes(status);

export function useFilms() {
  const rushes = useRushes();
  const queries = useQueryClient();
  const read = useInfiniteQuery({
    queryKey: keys.list,
    queryFn: ({ pageParam, signal }) =>
      rushes.films.list({ limit: A_PAGE, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }).page(),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  const heard = useQuery<Shown[]>({
    queryKey: ['films', 'live'],
    queryFn: () => [],
    enabled: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  useLive(
    (watch, live, failed) =>
      watch.watchFilms(live, (news) => queries.setQueryData(['films', 'live'], news), failed, { limit: A_PAGE }),
    [queries],
  );
  const known = read.data?.pages.flatMap(({ items }): Shown[] => items);
  const news = new Map(known ? heard.data?.map((film) => [film.id, film]) : []);
  const added = known && heard.data ? heard.data.filter(({ id }) => !known.some((film) => film.id === id)) : [];
  return { ...read, films: known && [...added, ...known.map((film) => ({ ...film, ...news.get(film.id) }))] };
}

/** One film, kept as it stands by one listener. */
export function useFilm(id: string) {
  const rushes = useRushes();
  const queries = useQueryClient();
  const film = useQuery<Shown>({ queryKey: keys.one(id), queryFn: ({ signal }) => rushes.films.get(id, { signal }) });
  useLive(
    (watch, live, failed) =>
      watch.watchFilm(
        live,
        id,
        (news) =>
          queries.setQueryData<Shown>(keys.one(id), (known) =>
            news ? ({ ...known, ...news } as Shown) : known && { ...known, deleted_at: new Date().toISOString() },
          ),
        failed,
      ),
    [id],
  );
  return film;
}

export function useFilmLinks(id: string, enabled: boolean) {
  const rushes = useRushes();
  return useQuery({
    queryKey: keys.links(id),
    queryFn: ({ signal }) => rushes.films.links(id, {}, { signal }),
    enabled,
    staleTime: 20 * 60_000,
    refetchOnWindowFocus: false, // a player goes on with the address that it has
  });
}

export function useFilmChanges(gone?: () => void) {
  const rushes = useRushes();
  const queries = useQueryClient();
  const { films: texts, common } = useTexts();
  const back = async (id: string) => {
    try {
      const { refused } = await rushes.trash.restore({ items: [{ kind: 'film', id }] });
      for (const { message } of refused) tell('bad', message);
      if (!refused.length) tell('good', texts.back);
    } catch (error) {
      tellError(error, common.error.unexpected);
    }
    await queries.invalidateQueries({ queryKey: ['films'] });
  };
  const mark = useChange<{ id: string; name?: string | null; favourite?: boolean; tags?: string[] }, Film>({
    ask: ({ id, ...marks }) => rushes.films.update(id, marks),
    at: ({ id, ...marks }) => [[keys.one(id), (known: Shown) => ({ ...known, ...marks })]],
    stale: [keys.list],
  });
  const cancel = useChange<string, Film>({
    ask: (id) => rushes.films.cancel(id),
    done: (film) => {
      queries.setQueryData(keys.one(film.id), film);
      tell('good', film.message ?? texts.cancelled);
    },
    stale: [names.account, keys.list],
  });
  const remove = useChange<string, undefined>({
    ask: (id) => rushes.films.delete(id),
    done: (_, id) => {
      tell('good', texts.deleted, { action: { name: common.undo, act: () => void back(id) } });
      gone?.();
    },
    stale: [keys.list, names.trash],
  });
  return { mark, cancel, remove };
}
