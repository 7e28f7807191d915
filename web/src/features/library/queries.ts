import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import type { Page, TrashEntry, TrashItem } from 'rushes';
import { useChange } from '@/platform/change';
import { keys } from '@/platform/queries';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { tell } from '@/ui/toasts';

const MOST = 100; // things that one call takes

type Pages = InfiniteData<Page<TrashEntry>>;

/** What kind it is and which: an id alone names only within its kind. */
export const keyOf = ({ kind, id }: TrashItem): string => `${kind} ${id}`;

export function useTrash() {
  const rushes = useRushes();
  return useInfiniteQuery({
    queryKey: keys.trash,
    queryFn: ({ pageParam, signal }) =>
      rushes.trash.list({ limit: MOST, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }).page(),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  });
}

function without(gone: readonly TrashItem[]) {
  const keysOf = new Set(gone.map(keyOf));
  return (known: Pages): Pages => ({
    ...known,
    pages: known.pages.map((page) => ({ ...page, items: page.items.filter((each) => !keysOf.has(keyOf(each))) })),
  });
}

const plain = (items: readonly TrashItem[]) => items.map(({ kind, id }) => ({ kind, id }));

/** Back where they were; of each that cannot, a notice says why. */
export function useRestore() {
  const rushes = useRushes();
  const queries = useQueryClient();
  const { library } = useTexts();
  return useChange<readonly TrashItem[], { restored: number; refused: number }>({
    ask: async (items) => {
      const sum = { restored: 0, refused: 0 };
      for (let done = 0; done < items.length; done += MOST) {
        const { restored, refused } = await rushes.trash.restore({ items: plain(items.slice(done, done + MOST)) });
        sum.restored += restored;
        sum.refused += refused.length;
        for (const message of new Set(refused.map((each) => `${each.message} ${library.hints[each.error] ?? ''}`.trim()))) {
          tell('bad', message);
        }
      }
      return sum;
    },
    at: (items) => [[keys.trash, without(items)]],
    done: ({ restored }, items) => {
      if (restored) tell('good', library.restored(restored));
      for (const kind of new Set(items.map((each) => each.kind))) {
        void queries.invalidateQueries({ queryKey: [OF_KIND[kind] ?? kind] });
      }
    },
    stale: [keys.trash],
  });
}

const OF_KIND: Partial<Record<TrashItem['kind'], string>> = {
  video: 'videos',
  image: 'images',
  collection: 'collections',
  prompt: 'prompts',
  storyboard: 'storyboards',
  film: 'films',
};

/** Erased for good. `null` is everything. */
export function useErase() {
  const rushes = useRushes();
  const { library } = useTexts();
  return useChange<readonly TrashItem[] | null, number>({
    ask: async (items) => {
      if (!items) return (await rushes.trash.purge({ all: true })).purged;
      let purged = 0;
      for (let done = 0; done < items.length; done += MOST) {
        purged += (await rushes.trash.purge({ items: plain(items.slice(done, done + MOST)) })).purged;
      }
      return purged;
    },
    at: (items) => [
      [
        keys.trash,
        items ? without(items) : (known: Pages) => ({ ...known, pages: known.pages.map((page) => ({ ...page, items: [] })) }),
      ],
    ],
    done: (count) => tell('good', library.erased(count)),
    stale: [keys.trash],
  });
}
