import { useQuery } from '@tanstack/react-query';
import type { Export } from 'rushes';
import { useChange } from '@/platform/change';
import { keys } from '@/platform/queries';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { tell } from '@/ui/toasts';

const EXPORTS = ['account', 'exports'] as const;
const LOOK_MS = 3_000;

export const isMade = ({ status }: Export): boolean => status === 'queued' || status === 'making';

/** Files with all that is theirs; while one is made, how far it is. */
export function useExports() {
  const rushes = useRushes();
  return useQuery({
    queryKey: EXPORTS,
    queryFn: ({ signal }) => rushes.ownData.exports({ signal }),
    refetchInterval: ({ state }) => (state.data?.some(isMade) ? LOOK_MS : false),
  });
}

export function useExport(shown: (error: unknown) => boolean) {
  const rushes = useRushes();
  return useChange({ ask: (_: undefined) => rushes.ownData.export(), shown, stale: [EXPORTS] });
}

export function useDropExport() {
  const rushes = useRushes();
  const { data } = useTexts().settings;
  return useChange({
    ask: (id: string) => rushes.ownData.deleteExport(id),
    at: (id) => [[EXPORTS, (all: Export[]) => all.filter((each) => each.id !== id)]],
    done: () => tell('good', data.removed),
    stale: [EXPORTS],
  });
}

export function useDeleteAccount(shown: (error: unknown) => boolean, done: () => void) {
  const rushes = useRushes();
  return useChange({ ask: (_: undefined) => rushes.ownData.deleteAccount(), shown, done, stale: [keys.account] });
}

export function useKeepAccount() {
  const rushes = useRushes();
  const { data } = useTexts().settings;
  return useChange({
    ask: (_: undefined) => rushes.ownData.keepAccount(),
    done: () => tell('good', data.stays),
    stale: [keys.account],
  });
}
