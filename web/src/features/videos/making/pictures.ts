import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useRushes } from '@/platform/service';

const WINDOW = 60;
const MINUTES = 720;

/** Pictures to choose from, with their small ones, page by page. */
export function usePictures(collection: string | null) {
  const rushes = useRushes();
  return useInfiniteQuery({
    queryKey: ['images', 'choose', collection],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const asked = { limit: WINDOW, status: 'ready' as const, ...(collection ? { collection_id: collection } : {}) };
      const page = await rushes.images.list({ ...asked, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }).page();
      const ids = page.items.map(({ id }) => id);
      const { links } = ids.length
        ? await rushes.images.linksOf(ids, { minutes: MINUTES, previews: true }, { signal })
        : { links: [] };
      const addresses = new Map(links.map(({ id, thumbnail }) => [id, thumbnail]));
      return {
        pictures: page.items.map(({ id, title, colour }) => ({ id, title, colour, address: addresses.get(id) })),
        next: page.nextCursor,
      };
    },
    getNextPageParam: ({ next }) => next,
  });
}

export type Picture = { id: string; title: string; colour: string | null; address: string | undefined };

export function useCollections() {
  const rushes = useRushes();
  return useQuery({
    queryKey: ['collections', 'choose'],
    queryFn: async ({ signal }) => (await rushes.collections.list({ limit: 100 }, { signal }).page()).items,
  });
}
