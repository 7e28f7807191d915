import { useQuery } from '@tanstack/react-query';
import type { AnswerOf } from 'rushes';
import { useRushes } from '@/platform/service';
import { SHOWN, useOne } from '../asking';
import { usePurpose } from '../purpose';

type Figures = Exclude<AnswerOf<'GET /admin/figures'>, string>;
export type DayFigures = Figures['days'][number];
export type Stats = AnswerOf<'GET /admin/stats'>;

export const SPANS = ['day', 'week', 'month', 'year'] as const;
export type Span = (typeof SPANS)[number];
export const DAYS: Readonly<Record<Span, number>> = { day: 1, week: 7, month: 30, year: 365 };

const MOST = 92; // days that the door tells of at once
const DAY_MS = 86_400_000;

export const isDay = (given: string | undefined): given is string =>
  given !== undefined && /^\d{4}-\d\d-\d\d$/.test(given) && !Number.isNaN(Date.parse(given));

/** Days are in UTC, as the night counts them. */
export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
export const plus = (day: string, days: number): string => dayOf(Date.parse(day) + days * DAY_MS);
export const yesterday = (): string => plus(dayOf(Date.now()), -1);

export function daysOf(span: Span, until: string): string[] {
  return Array.from({ length: DAYS[span] }, (_, at) => plus(until, at - DAYS[span] + 1));
}

/** So many days in as few calls as the door needs. */
export function parts(days: readonly string[]): { since: string; until: string }[] {
  const found: { since: string; until: string }[] = [];
  for (let at = 0; at < days.length; at += MOST) {
    const part = days.slice(at, at + MOST);
    found.push({ since: part[0] ?? '', until: part.at(-1) ?? '' });
  }
  return found;
}

/** Two at a time: each answer is a quarter of a year, and others ask as well. */
const pairs = <T>(all: readonly T[]): T[][] => all.flatMap((_, at) => (at % 2 ? [] : [all.slice(at, at + 2)]));

/** What the night counted of these days; a day that it did not is null. */
export function useFigures(span: Span, until: string) {
  const rushes = useRushes();
  const reason = usePurpose();
  return useQuery({
    queryKey: [...SHOWN, 'figures', span, until],
    staleTime: 300_000,
    refetchOnWindowFocus: false,
    queryFn: async ({ signal }) => {
      const days = daysOf(span, until);
      const known = new Map<string, DayFigures>();
      for (const pair of pairs(parts(days))) {
        const answers = await Promise.all(
          pair.map((part) => rushes.request('GET /admin/figures', { query: { reason, users: span === 'day', ...part }, signal })),
        );
        for (const answer of answers) if (typeof answer !== 'string') for (const each of answer.days) known.set(each.day, each);
      }
      return days.map((day) => ({ day, figures: known.get(day) ?? null }));
    },
  });
}

/** The whole as a table of the service's own: each day and model. */
export async function tableOf(rushes: ReturnType<typeof useRushes>, reason: string, span: Span, until: string): Promise<Blob> {
  const tables: string[] = [];
  for (const pair of pairs(parts(daysOf(span, until)))) {
    const asked = pair.map((part) =>
      rushes.request('GET /admin/figures', { query: { reason, users: false, format: 'csv', ...part } }),
    );
    tables.push(...(await Promise.all(asked)).map(String));
  }
  const rows = tables.map((table, at) => (at ? table.slice(table.indexOf('\n') + 1) : table));
  return new Blob(rows, { type: 'text/csv;charset=utf-8' });
}

/** Today as it stands now: counted for this answer. */
export const useToday = () =>
  useOne<Stats>(['stats'], (rushes, reason, signal) => rushes.request('GET /admin/stats', { query: { reason }, signal }));

export type Counted = readonly { day: string; figures: DayFigures | null }[];

const OUTCOMES = ['completed', 'failed', 'blocked', 'cancelled', 'live'] as const;
export type Outcome = (typeof OUTCOMES)[number];
export type Outcomes = Readonly<Record<Outcome, number>>;

/** Of all jobs: done, failed, stopped by a safety filter, taken back, not over yet. */
export function outcomesOf(models: readonly { jobs: Readonly<Record<string, number>> }[]): Outcomes {
  const found = { completed: 0, failed: 0, blocked: 0, cancelled: 0, live: 0 };
  for (const { jobs } of models) {
    for (const [name, count] of Object.entries(jobs)) {
      const kind = name === 'safety_filtered' ? 'blocked' : (OUTCOMES.find((each) => each === name) ?? 'failed');
      found[kind] += count;
    }
  }
  return found;
}

/** Of what came to its end without being taken back; null where nothing did. */
export function successOf({ completed, failed, blocked }: Outcomes): number | null {
  const over = completed + failed + blocked;
  return over ? completed / over : null;
}

export interface ModelSum {
  model: string;
  jobs: Outcomes;
  credits: number;
  cost: number;
  earned: number;
  margin: number;
}

/** What each model came to, the dearest first. */
export function byModel(days: readonly (Pick<DayFigures, 'models'> | Stats)[]): ModelSum[] {
  const found = new Map<string, ModelSum>();
  for (const { models } of days) {
    for (const each of models) {
      const had = found.get(each.model);
      const jobs = outcomesOf([each]);
      found.set(each.model, {
        model: each.model,
        jobs: Object.fromEntries(OUTCOMES.map((name) => [name, jobs[name] + (had?.jobs[name] ?? 0)])) as Record<Outcome, number>,
        credits: each.credits_charged - each.credits_refunded + (had?.credits ?? 0),
        cost: each.list_price_usd + (had?.cost ?? 0),
        earned: each.earned_usd + (had?.earned ?? 0),
        margin: each.margin_usd + (had?.margin ?? 0),
      });
    }
  }
  return [...found.values()].sort((one, other) => other.cost - one.cost || one.model.localeCompare(other.model));
}

/** The middle of what is known. */
export function middle(values: readonly (number | null)[]): number | null {
  const known = values.filter((each) => each !== null).sort((one, other) => one - other);
  return known[Math.floor(known.length / 2)] ?? null;
}

export const total = (values: readonly (number | null)[]): number => values.reduce<number>((sum, each) => sum + (each ?? 0), 0);
