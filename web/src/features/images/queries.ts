import { type InfiniteData, type QueryClient, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Collection, Image } from 'rushes';
import type { ListStop, LiveImage } from 'rushes/live';
import { useLive } from '@/platform/live';
import { keys } from '@/platform/queries';
import { useRushes } from '@/platform/service';
import { useStore } from '@/platform/store';
import { backIn, changing, hiddenFrom } from './changing';
import { uploads } from './uploads';

/** A picture as the API or its document tells it. */
export type Picture = Omit<Image, 'reason'>;

interface Page {
  items: Picture[];
  nextCursor: string | null;
}

type Known = InfiniteData<Page, string | null>;

const PAGE = 100;
const LIVE = 100; // the newest ones that a listener tells
const FAR = 300; // pictures that it tells to who has come to older ones: it reads them anew, once

interface Dated {
  id: string;
  created_at: string;
}

/**
 * What is known, as the news stand: those are the newest, all there are since the oldest of them. So what is missing among them is gone, and
 * what is older stays as it was read.
 */
export function withNews<T extends Dated>(known: readonly T[], news: readonly T[], most: number): T[] {
  const told = new Set(news.map(({ id }) => id));
  const last = news.at(-1);
  const since = last && news.length >= most ? Date.parse(last.created_at) : Number.NEGATIVE_INFINITY;
  return [...news, ...known.filter(({ id, created_at }) => !told.has(id) && Date.parse(created_at) <= since)];
}

/** All of them, the newest first. */
export function useCollections() {
  const rushes = useRushes();
  return useQuery({
    queryKey: keys.collections,
    queryFn: async ({ signal }) => {
      const all: Collection[] = [];
      for await (const each of rushes.collections.list({ limit: PAGE }, { signal })) all.push(each);
      return all;
    },
  });
}

/** Keeps them as they stand. */
export function useLiveCollections(): void {
  const queries = useQueryClient();
  useLive(
    (watch, live, failed) =>
      watch.watchCollections(
        live,
        (news) => {
          queries.setQueryData<Collection[]>(keys.collections, (known) => known && withNews(known, news, LIVE));
        },
        failed,
        { limit: LIVE },
      ),
    [queries],
  );
}

export function useCollection(id: string) {
  const rushes = useRushes();
  const queries = useQueryClient();
  return useQuery<Collection>({
    queryKey: keys.collection(id),
    queryFn: ({ signal }) => rushes.collections.get(id, { signal }),
    placeholderData: () => queries.getQueryData<Collection[]>(keys.collections)?.find((each) => each.id === id),
  });
}

/** The newest pictures of all, by their collection: most covers come by one call. */
export function useCovers() {
  const rushes = useRushes();
  return useQuery({
    queryKey: keys.covers,
    queryFn: async ({ signal }) => {
      const { items, nextCursor } = await rushes.images.list({ status: 'ready', limit: PAGE }, { signal }).page();
      const of = new Map<string, Image[]>();
      for (const image of items) of.set(image.collection_id, [...(of.get(image.collection_id) ?? []), image]);
      return { of, whole: nextCursor === null };
    },
  });
}

/** The newest pictures of a collection that has none among the newest of all. */
export function useOlderCover(collection: string, wanted: boolean) {
  const rushes = useRushes();
  return useQuery({
    queryKey: [...keys.covers, collection],
    enabled: wanted,
    queryFn: async ({ signal }) =>
      (await rushes.images.list({ collection_id: collection, status: 'ready', limit: 4 }, { signal }).page()).items,
  });
}

/**
 * The pictures of a collection: page by page over HTTP as somebody scrolls, the newest of them live, and what is being changed here as it
 * will stand. Read once: a listener knows better than reading all pages anew.
 */
export function usePictures(collection: string) {
  const rushes = useRushes();
  const queries = useQueryClient();
  const overlaid = useStore(changing);
  const [news, setNews] = useState<{ of: string; images: LiveImage[]; most: number }>();
  const query = useInfiniteQuery({
    queryKey: keys.images(collection),
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }): Promise<Page> =>
      rushes.images
        .list({ collection_id: collection, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) }, { signal })
        .page(),
    getNextPageParam: (last) => last.nextCursor,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 10 * 60_000,
  });
  const listener = useRef<ListStop>(undefined);
  const asked = useRef(LIVE);
  useLive(
    (watch, live, failed) => {
      let most = LIVE; // of the listener that tells: the further one begins where more than that come
      const heard = (images: LiveImage[]) => {
        if (images.length > LIVE) most = FAR;
        setNews({ of: collection, images, most });
      };
      listener.current = watch.watchImages(live, heard, failed, { collection, limit: asked.current });
      return listener.current;
    },
    [collection],
  );
  useEffect(
    () =>
      uploads.come.subscribe(() => {
        const image = uploads.come.get();
        if (image?.collection_id === collection) putBack(queries, [image]); // also while the listener is away
      }),
    [collection, queries],
  );

  const before = useRef(new Map<string, Picture>());
  const { data } = query;
  const all = useMemo(() => {
    if (!data) return undefined;
    const read = once(data.pages.flatMap(({ items }) => items));
    const merged = news?.of === collection ? withNews<Picture>(read, news.images, news.most) : read;
    const kept = merged.map((each) => unchanged(before.current.get(each.id), each));
    before.current = new Map(kept.map((each) => [each.id, each]));
    return kept;
  }, [data, news, collection]);
  const far = (all?.length ?? 0) > LIVE;
  useEffect(() => {
    asked.current = far ? FAR : LIVE;
    if (far) listener.current?.grow(FAR);
  }, [far]);
  const latest = useRef(all);
  latest.current = all;
  useEffect(
    () => () => {
      // what stands in sight is what is there at once when somebody comes back
      const items = latest.current;
      queries.setQueryData<Known>(keys.images(collection), (known) => {
        const last = known?.pages.at(-1);
        return items && last && { pages: [{ items, nextCursor: last.nextCursor }], pageParams: [null] };
      });
    },
    [collection, queries],
  );
  const pictures = useMemo(
    () =>
      all &&
      inOrder(all, backIn(overlaid, collection, all))
        .filter(({ id }) => !hiddenFrom(overlaid, collection, id))
        .map((each) => {
          const title = overlaid.get(each.id)?.title;
          return title === undefined || title === each.title ? each : { ...each, title };
        }),
    [all, overlaid, collection],
  );
  return { ...query, pictures };
}

/** With those that came back where they were. */
function inOrder(all: readonly Picture[], back: readonly Picture[]): readonly Picture[] {
  return back.length ? [...all, ...back].sort((one, other) => Date.parse(other.created_at) - Date.parse(one.created_at)) : all;
}

function once(pictures: readonly Picture[]): Picture[] {
  return [...new Map(pictures.map((each) => [each.id, each])).values()];
}

const SHOWN = ['status', 'title', 'colour', 'prompt_count', 'primary_prompt_id', 'collection_id', 'width', 'height'] as const;

/** The same object where nothing of it changed that anybody sees: its card need not be drawn anew. */
function unchanged(before: Picture | undefined, now: Picture): Picture {
  return before && SHOWN.every((name) => before[name] === now[name]) && before.error?.code === now.error?.code ? before : now;
}

/** Into the pages that were read, where they belong. */
export function putBack(queries: QueryClient, images: readonly Picture[]): void {
  for (const image of images) {
    queries.setQueryData<Known>(keys.images(image.collection_id), (known) => {
      const last = known?.pages.at(-1);
      if (!known || !last) return undefined;
      const others = known.pages.flatMap(({ items }) => items).filter(({ id }) => id !== image.id);
      const at = others.findIndex(({ created_at }) => Date.parse(created_at) <= Date.parse(image.created_at));
      if (at < 0 && last.nextCursor) return undefined; // comes with a page that was not read yet
      const items = at < 0 ? [...others, image] : [...others.slice(0, at), image, ...others.slice(at)];
      return { pages: [{ items, nextCursor: last.nextCursor }], pageParams: [null] };
    });
  }
}

/** Out of them, or otherwise, where they are known. */
export function changeRead(queries: QueryClient, collection: string, change: (picture: Picture) => Picture | null): void {
  queries.setQueryData<Known>(keys.images(collection), (known) => {
    return (
      known && {
        ...known,
        pages: known.pages.map((page) => ({ ...page, items: page.items.map(change).filter((each) => each !== null) })),
      }
    );
  });
}
