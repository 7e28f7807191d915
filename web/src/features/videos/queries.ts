import {
  type InfiniteData,
  type QueryClient,
  type QueryKey,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { Page, Rushes, VideoMarks } from 'rushes';
import { placesOf } from 'rushes/live';
import { batched } from '@/platform/batched';
import { useChange } from '@/platform/change';
import { useLive } from '@/platform/live';
import { keys } from '@/platform/queries';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { tell, tellError } from '@/ui/toasts';
import { askedFor, type Filters, merged } from './filters';
import type { Clip } from './states';

const PAGE = 48;
const HEARD = 60;
const IN_LINE_MS = 15_000;
const WATCH_MS = 5_000; // a provider is not asked more often
const LIST = ['videos', 'list'] as const;
const MOST = 100; // ids that one call takes

type Pages = InfiniteData<Page<Clip>>;

/** The library as it stands: pages by HTTP, the newest kept by one listener. */
export function useVideos(filters: Filters) {
  const rushes = useRushes();
  const queries = useQueryClient();
  const read = useInfiniteQuery({
    queryKey: keys.videos(filters),
    queryFn: ({ pageParam, signal }): Promise<Page<Clip>> => {
      const query = { limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) };
      return filters.batch
        ? rushes.batches.videos(filters.batch, query, { signal }).page()
        : rushes.videos.list({ ...askedFor(filters), ...query }, { signal }).page();
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  const heard = useQuery<Clip[]>({
    queryKey: keys.liveVideos,
    queryFn: () => [],
    enabled: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  useLive(
    (watch, live, failed) =>
      watch.watchVideos(live, (news) => queries.setQueryData(keys.liveVideos, news as Clip[]), failed, { limit: HEARD }),
    [],
  );
  useEffect(() => () => queries.removeQueries({ queryKey: keys.liveVideos }), [queries]); // what nobody keeps up is not shown later
  const clips = useMemo(
    () => merged(read.data?.pages.flatMap(({ items }) => items) ?? [], read.data ? heard.data : undefined, HEARD, filters),
    [read.data, heard.data, filters],
  );
  const places = useMemo(() => placesOf(heard.data ?? clips), [heard.data, clips]);
  return { ...read, clips, places };
}

/** One video, kept as it stands by one listener. */
export function useVideo(id: string) {
  const rushes = useRushes();
  const queries = useQueryClient();
  const video = useQuery<Clip>({
    queryKey: keys.video(id),
    queryFn: ({ signal }) => rushes.videos.get(id, { signal }),
    placeholderData: () => knownOf(queries, id),
  });
  useLive(
    (watch, live, failed) =>
      watch.watchVideo(
        live,
        id,
        (news) =>
          queries.setQueryData<Clip>(keys.video(id), (known) =>
            news ? ({ ...known, ...news } as Clip) : known && { ...known, deleted_at: new Date().toISOString() },
          ),
        failed,
      ),
    [id],
  );
  return video;
}

/** Where in the line it is: its document does not say, all that wait do. */
export function usePlace(clip: Clip): number | undefined {
  const rushes = useRushes();
  const line = useQuery({
    queryKey: keys.videoLine,
    queryFn: async ({ signal }) => (await rushes.videos.list({ state: 'waiting', limit: 100 }, { signal }).page()).items,
    enabled: clip.state === 'waiting',
    refetchInterval: IN_LINE_MS,
  });
  return useMemo(() => placesOf(line.data ?? []).get(clip.id), [line.data, clip.id]);
}

/** How far a provider says that it is, per cent: only some do, and only who watches one hears of it. */
export function useProgress(clip: Clip): number | null {
  const rushes = useRushes();
  const watched = useQuery({
    queryKey: keys.videoProgress(clip.id),
    queryFn: async ({ signal }) =>
      (await rushes.request('GET /watch/{job_id}', { path: { job_id: clip.id }, query: { wait: 0 }, signal })).progress ?? null,
    enabled: clip.state === 'processing' && clip.model.startsWith('openai-videos/'),
    refetchInterval: WATCH_MS,
  });
  return watched.data ?? null;
}

function knownOf(queries: QueryClient, id: string): Clip | undefined {
  const lists = queries.getQueriesData<Pages>({ queryKey: LIST }).flatMap(([, pages]) => pages?.pages ?? []);
  return [queries.getQueryData<Clip[]>(keys.liveVideos) ?? [], ...lists.map(({ items }) => items)]
    .flat()
    .find((clip) => clip.id === id);
}

const posters = new WeakMap<Rushes, (id: string) => Promise<string | null>>();

function askPosters(rushes: Rushes): (id: string) => Promise<string | null> {
  const known = posters.get(rushes);
  if (known) return known;
  const ask = batched<string>(async (ids) => {
    const { links } = await rushes.videos.linksOf(ids, { minutes: 720, previews: true });
    return new Map(links.flatMap(({ id, poster }) => (poster ? [[id, poster] as const] : [])));
  });
  posters.set(rushes, ask);
  return ask;
}

/** The still of a finished video; those that are shown together are asked for together. */
export function usePoster(clip: Clip): string | null {
  return usePosterOf(clip.id, clip.state === 'completed' && Boolean(clip.video?.poster));
}

export function usePosterOf(id: string, there: boolean): string | null {
  const rushes = useRushes();
  const poster = useQuery({
    queryKey: keys.poster(id),
    queryFn: () => askPosters(rushes)(id),
    enabled: there,
    staleTime: 2 * 3_600_000,
  });
  return poster.data ?? null;
}

/** Addresses that play and save it; asked for anew before they end. */
export function useLinks(id: string, enabled: boolean) {
  const rushes = useRushes();
  return useQuery({
    queryKey: keys.videoLinks(id),
    queryFn: ({ signal }) => rushes.videos.links(id, {}, { signal }),
    enabled,
    staleTime: 20 * 60_000,
    refetchOnWindowFocus: false, // a player goes on with the address that it has
  });
}

export function useModels() {
  const rushes = useRushes();
  return useQuery({
    queryKey: keys.models,
    queryFn: ({ signal }) => rushes.catalog.models({ signal }),
    staleTime: 10 * 60_000,
  });
}

type Changed = (clip: Clip) => Clip | null;

/** Everywhere where these videos are known: changed, or gone where the change says null. */
export function everywhere(
  queries: QueryClient,
  ids: readonly string[],
  change: Changed,
): [QueryKey, (known: never) => unknown][] {
  const meant = new Set(ids);
  const each = (clips: readonly Clip[]) =>
    clips.flatMap((clip) => {
      if (!meant.has(clip.id)) return [clip];
      const changed = change(clip);
      return changed ? [changed] : [];
    });
  const inPages = (known: Pages): Pages => ({
    ...known,
    pages: known.pages.map((page) => ({ ...page, items: each(page.items) })),
  });
  const lists = queries
    .getQueriesData({ queryKey: LIST })
    .map(([key]) => [key, inPages] as [QueryKey, (known: never) => unknown]);
  const ones = ids.map(
    (id) => [keys.video(id), (known: Clip) => change(known) ?? known] as [QueryKey, (known: never) => unknown],
  );
  return [...lists, [keys.liveVideos, (known: never) => each(known)], ...ones];
}

export interface Marks {
  name?: string | null;
  favourite?: boolean;
  tags?: string[];
}

/** Name, tags, favourite of one. */
export function useMark() {
  const rushes = useRushes();
  const queries = useQueryClient();
  return useChange<{ id: string } & Marks, Clip>({
    ask: ({ id, ...marks }) => rushes.videos.update(id, marks),
    at: ({ id, ...marks }) => everywhere(queries, [id], (clip) => ({ ...clip, ...marks }) as Clip),
    stale: [keys.videoTags],
  });
}

interface ManyMarks {
  ids: readonly string[];
  favourite?: boolean;
  add?: readonly string[];
}

const sameTag = (one: string, other: string) => one.localeCompare(other, undefined, { sensitivity: 'base' }) === 0;

/** A favourite or tags of many. */
export function useMarkMany() {
  const rushes = useRushes();
  const queries = useQueryClient();
  const { videos } = useTexts();
  const marked = (clip: Clip, { favourite, add = [] }: ManyMarks): Clip => ({
    ...clip,
    ...(favourite === undefined ? {} : { favourite }),
    tags: [...clip.tags, ...add.filter((tag) => !clip.tags.some((known) => sameTag(known, tag)))],
  });
  return useChange<ManyMarks, VideoMarks>({
    ask: ({ ids, favourite, add }) =>
      rushes.videos.markMany({ ids, ...(favourite === undefined ? {} : { favourite }), ...(add ? { add_tags: [...add] } : {}) }),
    at: (given) => everywhere(queries, given.ids, (clip) => marked(clip, given)),
    done: ({ marked: count, refused }) => {
      for (const { message } of refused) tell('bad', message);
      if (count) tell('good', videos.bulk.marked(count));
    },
    stale: [keys.videoTags],
  });
}

/** Into the trash, with the way back in the notice. */
export function useDelete(onGone?: () => void) {
  const rushes = useRushes();
  const queries = useQueryClient();
  const { videos, common } = useTexts();
  const back = async (ids: readonly string[]) => {
    try {
      for (let done = 0; done < ids.length; done += MOST) {
        const items = ids.slice(done, done + MOST).map((id) => ({ kind: 'video' as const, id }));
        const { refused } = await rushes.trash.restore({ items });
        for (const { message } of refused) tell('bad', message);
      }
      tell('good', videos.deleted.back(ids.length));
    } catch (error) {
      tellError(error, common.error.unexpected);
    }
    await queries.invalidateQueries({ queryKey: ['videos'] });
    void queries.invalidateQueries({ queryKey: keys.trash });
  };
  return useChange<readonly string[], readonly string[]>({
    ask: async (ids) => {
      const gone = new Set(ids);
      for (let done = 0; done < ids.length; done += MOST) {
        const { refused } = await rushes.videos.deleteMany({ ids: ids.slice(done, done + MOST) });
        for (const { id, message } of refused) {
          gone.delete(id);
          tell('bad', message);
        }
      }
      return [...gone];
    },
    at: (ids) => everywhere(queries, ids, () => null),
    done: (gone, asked) => {
      if (gone.length)
        tell('good', videos.deleted.told(gone.length), { action: { name: common.undo, act: () => void back(gone) } });
      if (gone.length < asked.length) void queries.invalidateQueries({ queryKey: LIST });
      if (gone.length) onGone?.();
    },
    stale: [keys.trash],
  });
}

/** All that failed: a person may not want to read of them again. */
export function useDeleteFailed() {
  const rushes = useRushes();
  const { videos } = useTexts();
  return useChange<void, number>({
    ask: async () => (await rushes.videos.deleteMany({ all: 'failed' })).deleted,
    done: (count) => tell('good', videos.deleted.told(count)),
    stale: [LIST, keys.trash],
  });
}

export function useCancel() {
  const rushes = useRushes();
  const queries = useQueryClient();
  const { videos } = useTexts();
  return useChange<string, Clip>({
    ask: (id) => rushes.videos.cancel(id),
    done: (clip) => {
      for (const [key, change] of everywhere(queries, [clip.id], (known) => ({ ...known, ...clip }) as Clip)) {
        queries.setQueryData(key, (known: unknown) => known && change(known as never));
      }
      tell('good', clip.message ?? videos.cancelled);
    },
    stale: [keys.account],
  });
}

/** The same wish once more, as a new video; it waits where no slot is free. */
export function useRetry(then: (clip: Clip) => void) {
  const rushes = useRushes();
  const { videos } = useTexts();
  return useChange<string, Clip>({
    ask: async (id) => rushes.videos.retry(id, { queue: true }),
    done: (clip) => {
      tell('good', videos.retried);
      then(clip);
    },
    stale: [LIST, keys.account],
  });
}
