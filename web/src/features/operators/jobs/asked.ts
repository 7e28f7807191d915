import type { QueryOf } from 'rushes';
import { DATE, dayBegins } from '@/features/videos/filters';
import { type Address, oneOf } from '../asking';

/** The three kinds of work that operators follow. */
export const KINDS = ['videos', 'films', 'prompts'] as const;
export type Kind = (typeof KINDS)[number];

type Jobs = QueryOf<'GET /admin/jobs'>;
type Films = QueryOf<'GET /admin/films'>;
type Prompts = QueryOf<'GET /admin/prompts'>;
type Bare<T> = Omit<T, 'reason' | 'limit' | 'cursor'>;

export const STATES: readonly NonNullable<Jobs['state']>[] = [
  'live',
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
export const OUTCOMES: readonly NonNullable<Jobs['outcome']>[] = [
  'completed',
  'safety_filtered',
  'rejected',
  'provider_error',
  'quota',
  'model_retired',
  'timed_out',
  'download_failed',
  'storage_failed',
  'internal_error',
  'cancelled',
  'ended_by_operator',
  'unconfirmed',
  'nothing_to_continue',
  'edit_failed',
];
export const FILM_STATES: readonly NonNullable<Films['status']>[] = [
  'live',
  'waiting',
  'queued',
  'compiling',
  'storing',
  'completed',
  'failed',
  'cancelled',
];
export const FILM_OUTCOMES: readonly NonNullable<Films['outcome']>[] = [
  'completed',
  'cancelled',
  'scene_foreign',
  'scene_missing',
  'scene_broken',
  'scene_too_short',
  'music_missing',
  'music_broken',
  'timed_out',
  'ended_by_operator',
  'internal',
];
export const PROMPT_STATES: readonly NonNullable<Prompts['status']>[] = ['draft', 'pending', 'completed', 'failed'];

const CODE = /^[A-Z_]{1,60}$/;

/** Of whom, and between which of the reader's days. */
function common({ user, since, until }: Address): Pick<Bare<Jobs>, 'user_id' | 'since' | 'until'> {
  return {
    ...(user ? { user_id: user } : {}),
    ...(since && DATE.test(since) ? { since: dayBegins(since, 0) } : {}),
    ...(until && DATE.test(until) ? { until: dayBegins(until, 1) } : {}),
  };
}

/** Only what the door knows goes to it; an old or foreign address opens all the same. */
export function jobsAsked(address: Address): Bare<Jobs> {
  const [state, outcome] = [oneOf(STATES, address.state), oneOf(OUTCOMES, address.outcome)];
  const { model, provider } = address;
  return {
    ...common(address),
    ...(state ? { state } : {}),
    ...(outcome ? { outcome } : {}),
    ...(model ? { model } : {}),
    ...(provider ? { provider } : {}),
  };
}

export function filmsAsked(address: Address): Bare<Films> {
  const [status, outcome] = [oneOf(FILM_STATES, address.state), oneOf(FILM_OUTCOMES, address.outcome)];
  return { ...common(address), ...(status ? { status } : {}), ...(outcome ? { outcome } : {}) };
}

export function promptsAsked(address: Address): Bare<Prompts> {
  const status = oneOf(PROMPT_STATES, address.state);
  const { model, outcome } = address;
  return {
    ...common(address),
    ...(status ? { status } : {}),
    ...(model ? { model } : {}),
    ...(outcome && CODE.test(outcome) ? { error_code: outcome } : {}),
  };
}
