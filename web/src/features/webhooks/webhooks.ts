import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { AnswerOf, EventType, WebhookDelivery, WebhookEndpoint, WebhookEndpointRequest } from 'rushes';
import { useChange } from '@/platform/change';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { tell } from '@/ui/toasts';

const ENDPOINTS = ['webhooks', 'endpoints'] as const;
const DELIVERIES = ['webhooks', 'deliveries'] as const;
const PAGE = 20;
const LOOK_MS = 3_000;
const LOOKS_MS = 60_000; // a delivery is sent at once: whoever waits for its answer waits seconds

export type Status = WebhookDelivery['status'];

export const EVENTS: readonly EventType[] = [
  'video.completed',
  'video.failed',
  'video.cancelled',
  'film.completed',
  'film.failed',
  'film.cancelled',
  'prompt.completed',
  'prompt.failed',
  'credits.low',
];

export function useEndpoints() {
  const rushes = useRushes();
  return useQuery({ queryKey: ENDPOINTS, queryFn: ({ signal }) => rushes.webhooks.list({ signal }) });
}

/** What one was sent, the newest first; while something of it has just begun its answer is waited for. */
export function useDeliveries(endpoint: string, status: Status | undefined) {
  const rushes = useRushes();
  return useInfiniteQuery({
    queryKey: [...DELIVERIES, endpoint, status ?? 'all'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      rushes.request('GET /webhooks/{endpoint_id}/deliveries', {
        path: { endpoint_id: endpoint },
        query: { limit: PAGE, ...(status ? { status } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    getNextPageParam: ({ next_cursor }: AnswerOf<'GET /webhooks/{endpoint_id}/deliveries'>) => next_cursor ?? undefined,
    refetchInterval: ({ state }) => (state.data?.pages.some(({ deliveries }) => deliveries.some(isAwaited)) ? LOOK_MS : false),
  });
}

/** By the service's times alone: a browser's clock may be minutes off. */
export function isAwaited({ status, next_at: next, attempts, created_at: made }: WebhookDelivery): boolean {
  return status === 'pending' && (!next || Date.parse(next) - Date.parse(attempts.at(-1)?.at ?? made) < LOOKS_MS);
}

export function useCreate(shown: (error: unknown) => boolean, done: (made: AnswerOf<'POST /webhooks'>) => void) {
  const rushes = useRushes();
  return useChange({
    ask: (wanted: WebhookEndpointRequest) => rushes.webhooks.create(wanted),
    shown,
    done,
    stale: [ENDPOINTS],
  });
}

type Changes = Parameters<ReturnType<typeof useRushes>['webhooks']['update']>[1];

export function useUpdate(id: string, shown: (error: unknown) => boolean = () => false, done?: () => void) {
  const rushes = useRushes();
  const { hooks } = useTexts().settings;
  return useChange({
    ask: (changes: Changes) => rushes.webhooks.update(id, changes),
    shown,
    done: () => {
      tell('good', hooks.saved);
      done?.();
    },
    stale: [ENDPOINTS, [...DELIVERIES, id]],
  });
}

export function useRotate(id: string, done: (made: AnswerOf<'POST /webhooks/{endpoint_id}/secret'>) => void) {
  const rushes = useRushes();
  return useChange({
    ask: (overlap_hours: number) => rushes.webhooks.rotateSecret(id, { overlap_hours }),
    done,
    stale: [ENDPOINTS],
  });
}

export function useRemove(done: () => void) {
  const rushes = useRushes();
  const { hooks } = useTexts().settings;
  return useChange({
    ask: ({ id, url }: WebhookEndpoint) => (url === null ? rushes.webhooks.deleteListener(id) : rushes.webhooks.delete(id)),
    at: ({ id }) => [[ENDPOINTS, (all: WebhookEndpoint[]) => all.filter((each) => each.id !== id)]],
    done: () => {
      tell('good', hooks.deleted);
      done();
    },
    stale: [ENDPOINTS],
  });
}

export function useTest(id: string) {
  const rushes = useRushes();
  const { hooks } = useTexts().settings;
  return useChange({
    ask: (_: undefined) => rushes.webhooks.sendTest(id),
    done: () => tell('good', hooks.tested),
    stale: [[...DELIVERIES, id]],
  });
}

export function useRedeliver(id: string) {
  const rushes = useRushes();
  const { hooks } = useTexts().settings;
  return useChange({
    ask: (delivery: string) => rushes.webhooks.redeliver(id, delivery),
    done: () => tell('good', hooks.resent(1)),
    stale: [[...DELIVERIES, id]],
  });
}

export function useRedeliverSpan(id: string, shown: (error: unknown) => boolean, done: () => void) {
  const rushes = useRushes();
  const { hooks } = useTexts().settings;
  return useChange({
    ask: (span: { since: string; until: string; all: boolean }) => rushes.webhooks.redeliverAll(id, span),
    shown,
    done: ({ redelivered }) => {
      tell('good', hooks.resent(redelivered));
      done();
    },
    stale: [[...DELIVERIES, id]],
  });
}
