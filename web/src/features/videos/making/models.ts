import { useQuery } from '@tanstack/react-query';
import type { Model, ProviderKey } from 'rushes';
import { keys } from '@/platform/queries';
import { useRushes } from '@/platform/service';

const NEW_DAYS = 60;
const HOUR_MS = 3_600_000;

export function useModels() {
  const rushes = useRushes();
  return useQuery({ queryKey: keys.models, queryFn: ({ signal }) => rushes.catalog.models({ signal }), staleTime: HOUR_MS / 4 });
}

export function useOwnKeys() {
  const rushes = useRushes();
  return useQuery({ queryKey: keys.providerKeys, queryFn: ({ signal }) => rushes.providerKeys.list({ signal }) });
}

export const isOffered = ({ availability }: Model): boolean => ['available', 'ending', 'own_key'].includes(availability);

export const isNew = ({ released }: Model, now = Date.now()): boolean => now - Date.parse(released) < NEW_DAYS * 24 * HOUR_MS;

/** What takes a model's place: the first one of its successors that is offered, else the recommended one. */
export function replacementOf(id: string, models: readonly Model[], standard: string): Model | undefined {
  const seen = new Set<string>([id]);
  let next = models.find((each) => each.id === id)?.replacement ?? null;
  while (next && !seen.has(next)) {
    seen.add(next);
    const found = models.find((each) => each.id === next);
    if (found && isOffered(found)) return found;
    next = found?.replacement ?? null;
  }
  const others = models.filter((each) => each.id !== id && isOffered(each));
  return others.find((each) => each.id === standard) ?? others[0];
}

/** The key by which it would be paid. */
export function keyFor({ own_key, surface }: Model, own: readonly ProviderKey[] | undefined): ProviderKey | undefined {
  return own_key ? own?.find(({ provider, active }) => active && provider === surface) : undefined;
}
