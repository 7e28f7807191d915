import { useSyncExternalStore } from 'react';

/** Whether the window is this wide, now and after it was turned or drawn. Lengths are the ones of ui/tokens.css. */
export function useWide(pixels = 900): boolean {
  const asked = `(min-width: ${pixels}px)`;
  return useSyncExternalStore(
    (changed) => {
      const list = matchMedia(asked);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    () => matchMedia(asked).matches,
  );
}
