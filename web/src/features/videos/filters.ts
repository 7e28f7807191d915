import type { QueryOf } from 'rushes';
import type { Clip, State } from './states';

/** What stands in the address of the library. */
export interface Filters {
  q?: string;
  state?: string;
  model?: string;
  length?: string;
  tag?: string;
  favourite?: string;
  batch?: string;
  storyboard?: string;
  since?: string;
  until?: string;
}

const STATES: readonly string[] = [
  'following',
  'scheduled',
  'waiting',
  'queued',
  'submitting',
  'unconfirmed',
  'processing',
  'storing',
  'completed',
  'failed',
  'cancelled',
];
/** Seconds, the least and the most; what was cut by hand may lie between two whole ones. */
export const LENGTHS = { short: [0, 4.999], middle: [5, 8.999], long: [9, 36_000] } as const;
export const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Only what the service knows goes to it; an old or foreign address opens all the same. */
export function askedFor(filters: Filters): QueryOf<'GET /videos'> {
  const { q, state, model, length, tag, favourite, storyboard, since, until } = filters;
  const seconds = LENGTHS[length as keyof typeof LENGTHS];
  return {
    ...(q ? { q: q.slice(0, 200) } : {}),
    ...(state && STATES.includes(state) ? { state: state as State } : {}),
    ...(model ? { model } : {}),
    ...(seconds ? { seconds_min: seconds[0], seconds_max: seconds[1] } : {}),
    ...(tag ? { tag: tag.slice(0, 40) } : {}),
    ...(favourite ? { favourite: true } : {}),
    ...(storyboard ? { storyboard_id: storyboard } : {}),
    ...(since && DATE.test(since) ? { since: dayBegins(since, 0) } : {}),
    ...(until && DATE.test(until) ? { until: dayBegins(until, 1) } : {}),
  };
}

/** Midnight of the reader's own day; of the day after it, so that `until` holds that day too. */
export function dayBegins(day: string, later: number): string {
  const at = new Date(`${day}T00:00:00`);
  at.setDate(at.getDate() + later);
  return at.toISOString();
}

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Whether it belongs into the list that is shown: for what a listener tells between two answers of the service. */
export function belongs(clip: Clip, filters: Filters): boolean {
  if (filters.batch) return clip.batch_id === filters.batch;
  const asked = askedFor(filters);
  if (asked.state && clip.state !== asked.state) return false;
  if (asked.model && clip.model !== asked.model) return false;
  if (asked.seconds_min !== undefined && clip.seconds < asked.seconds_min) return false;
  if (asked.seconds_max !== undefined && clip.seconds > asked.seconds_max) return false;
  if (asked.favourite && !clip.favourite) return false;
  if (asked.storyboard_id && clip.storyboard_id !== asked.storyboard_id) return false;
  if (asked.since && clip.created_at < asked.since) return false;
  if (asked.until && clip.created_at >= asked.until) return false;
  if (asked.tag && !clip.tags.some((tag) => plain(tag) === plain(asked.tag ?? ''))) return false;
  if (!asked.q) return true;
  const words = plain([clip.name ?? '', ...clip.tags, clip.prompt].join(' ')).split(/[^\p{L}\p{N}]+/u);
  return plain(asked.q)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .every((term) => words.some((word) => (term.length < 3 ? word === term : word.startsWith(term))));
}

/**
 * The pages that were read, and over them what the listener tells of the newest: what it changed, what came, what went. What is older than all
 * that it tells of stays as it was read.
 */
export function merged(read: readonly Clip[], heard: readonly Clip[] | undefined, whole: number, filters: Filters): Clip[] {
  if (!heard) return [...read];
  const news = new Map(heard.map((clip) => [clip.id, clip]));
  const oldest = heard.length < whole ? '' : (heard.at(-1)?.created_at ?? '');
  const kept = read.flatMap((clip) => {
    const now = news.get(clip.id);
    if (now) return belongs(now, filters) ? [now] : [];
    return clip.created_at >= oldest && heard.length > 0 ? [] : [clip];
  });
  const shown = new Set(kept.map(({ id }) => id));
  const last = read.at(-1)?.created_at ?? '';
  const came = heard.filter((clip) => !shown.has(clip.id) && clip.created_at >= last && belongs(clip, filters));
  if (!came.length) return kept;
  return [...came, ...kept].sort((one, other) => other.created_at.localeCompare(one.created_at));
}
