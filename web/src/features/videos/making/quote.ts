import { useQuery } from '@tanstack/react-query';
import type { VideoRequest } from 'rushes';
import { useRushes } from '@/platform/service';
import { useSettled } from '../settled';

/** What the wish as it stands would cost. The latest wins; until it is answered, `fresh` is false and the one before stays in sight. */
export function useQuote(wish: VideoRequest | null, ms = 350) {
  const rushes = useRushes();
  const asked = useSettled(wish, ms);
  const query = useQuery({
    queryKey: ['quotes', 'video', rushes.language, asked],
    queryFn: ({ signal }) => rushes.videos.quote(asked ?? {}, { signal, retries: 1 }),
    enabled: asked !== null,
    placeholderData: (before) => before,
    gcTime: 60_000,
  });
  const fresh = JSON.stringify(asked) === JSON.stringify(wish) && !query.isFetching;
  return {
    quote: wish && !query.error ? query.data : undefined,
    error: wish && fresh ? query.error : null,
    fresh,
    retry: () => void query.refetch(),
  };
}
