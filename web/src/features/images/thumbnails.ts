import { useQuery } from '@tanstack/react-query';
import type { Rushes } from 'rushes';
import { keys } from '@/platform/queries';
import { useRushes } from '@/platform/service';

const MINUTES = 720; // asked again within three hours, an address is the one that the browser has the picture of
const GATHER_MS = 60;
const BEFORE_MS = 60_000; // renewed so long before it ends
const AGAIN_MS = 30_000; // there is none yet
const KEPT_MS = 60 * 60_000;

interface Thumbnail {
  address: string | null;
  until: number;
}

interface Wanted {
  signal: AbortSignal;
  got: (thumbnail: Thumbnail) => void;
  failed: (error: unknown) => void;
}

/** The addresses of all that came into sight in a moment, by one call. What has left it again meanwhile is not asked for. */
class Gathered {
  private wanted = new Map<string, Wanted>();

  constructor(private readonly rushes: Rushes) {}

  ask(id: string, signal: AbortSignal): Promise<Thumbnail> {
    return new Promise((got, failed) => {
      if (this.wanted.size === 0) setTimeout(() => void this.send(), GATHER_MS);
      this.wanted.set(id, { signal, got, failed });
    });
  }

  private async send(): Promise<void> {
    const all = this.wanted;
    this.wanted = new Map();
    for (const { signal, failed } of all.values()) if (signal.aborted) failed(signal.reason);
    const asked = [...all].filter(([, { signal }]) => !signal.aborted);
    if (asked.length === 0) return;
    try {
      const { links } = await this.rushes.images.linksOf(
        asked.map(([id]) => id),
        { minutes: MINUTES, previews: true },
      );
      const known = new Map(links.map((each) => [each.id, each]));
      for (const [id, { got }] of asked) {
        const link = known.get(id);
        if (link) got({ address: link.thumbnail, until: Date.parse(link.expires_at) - BEFORE_MS });
        else got({ address: null, until: Date.now() + AGAIN_MS });
      }
    } catch (error) {
      for (const [, { failed }] of asked) failed(error);
    }
  }
}

const gathered = new WeakMap<Rushes, Gathered>();

function gatheredBy(rushes: Rushes): Gathered {
  const known = gathered.get(rushes) ?? new Gathered(rushes);
  gathered.set(rushes, known);
  return known;
}

/** Where a small picture is, kept until it ends and renewed before; null while it is not known. */
export function useThumbnail(id: string, wanted = true): { address: string | null; renew: () => void } {
  const rushes = useRushes();
  const { data, refetch } = useQuery({
    queryKey: keys.thumbnail(id),
    enabled: wanted,
    queryFn: ({ signal }) => gatheredBy(rushes).ask(id, signal),
    staleTime: ({ state }) => Math.max(0, (state.data?.until ?? 0) - Date.now()),
    refetchInterval: ({ state }) => (state.data ? Math.max(1_000, state.data.until - Date.now()) : false),
    refetchOnWindowFocus: false,
    gcTime: KEPT_MS,
  });
  return { address: data?.address ?? null, renew: () => void refetch() };
}

/** Addresses of small pictures, by their ids, by one call; and which of them are not there any more. */
export function useThumbnails(ids: readonly string[]): { addresses: ReadonlyMap<string, string>; missing: readonly string[] } {
  const rushes = useRushes();
  const wanted = [...new Set(ids)].sort();
  const { data } = useQuery({
    queryKey: keys.thumbnails(wanted),
    queryFn: ({ signal }) => rushes.images.linksOf(wanted, { minutes: MINUTES, previews: true }, { signal }),
    enabled: wanted.length > 0,
    staleTime: KEPT_MS,
    placeholderData: (before) => before,
  });
  const addresses = new Map(data?.links.map(({ id, thumbnail }) => [id, thumbnail]));
  return { addresses, missing: wanted.length ? (data?.missing ?? []) : [] };
}
