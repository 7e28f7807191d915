import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { VideoRequest } from 'rushes';
import { useRushes } from '@/platform/service';

/** The value once it has stood still for a while. */
export function useSettled<T>(value: T, ms: number): T {
  const told = JSON.stringify(value);
  const [settled, setSettled] = useState({ value, told });
  useEffect(() => {
    if (settled.told === told) return;
    const timer = setTimeout(() => setSettled({ value, told }), ms);
    return () => clearTimeout(timer);
  }, [value, told, settled.told, ms]);
  return settled.value;
}

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
