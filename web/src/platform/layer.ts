import { useRouter } from '@tanstack/react-router';

declare module '@tanstack/history' {
  interface HistoryState {
    /** It was opened over the view that the step before shows. */
    layer?: boolean;
  }
}

/** The state of a step that opens something over its view. */
export const LAYER = { layer: true } as const;

/**
 * What an address opens over a view is a step of its own, so that the way back closes it. Closed by its button it takes that way itself, or
 * there would be a step that does nothing; one that was opened by a link has none behind it, and is left by `otherwise`.
 */
export function useClosing(): (otherwise: () => void, then?: () => void) => void {
  const router = useRouter();
  return (otherwise, then) => {
    if (!router.state.location.state.layer) {
      otherwise();
      then?.();
      return;
    }
    const stop = router.subscribe('onResolved', () => {
      stop();
      then?.();
    });
    router.history.back();
  };
}
