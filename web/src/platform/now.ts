import { useSyncExternalStore } from 'react';

const followers = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(follower: () => void): () => void {
  followers.add(follower);
  now = Date.now();
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of followers) each();
  }, 1_000);
  return () => {
    followers.delete(follower);
    if (followers.size) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The time, each second: one timer for all who show it, and only they are drawn anew. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now);
