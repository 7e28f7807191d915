import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { ArrowRight, Clapperboard, Table } from 'lucide-react';
import { useState } from 'react';
import type { Video, VideoBatchProgress } from 'rushes';
import { useLive } from '@/platform/live';
import { keys } from '@/platform/queries';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button, ButtonLink } from '@/ui/button';
import { Confirm } from '@/ui/dialog';
import { ErrorNote } from '@/ui/error-note';
import { Empty, Progress, Skeleton } from '@/ui/notes';
import { tell, tellError } from '@/ui/toasts';
import css from './batch.module.css';

export const batchKeys = {
  list: [...keys.videoBatches, 'pages'] as const,
  one: (id: string) => [...keys.videoBatches, 'one', id] as const,
};

const ENDED = ['completed', 'failed', 'cancelled'];
const WINDOW = 100; // as many as a file may hold

function useBatch(id: string | undefined) {
  const rushes = useRushes();
  return useQuery({
    queryKey: batchKeys.one(id ?? ''),
    queryFn: ({ signal }) => rushes.batches.get(id ?? '', { signal }),
    enabled: id !== undefined,
  });
}

function useBatches() {
  const rushes = useRushes();
  return useInfiniteQuery({
    queryKey: batchKeys.list,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      rushes.batches.list({ limit: 10, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }).page(),
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}

/** Keeps the batch and the list of them as they stand, while any of it goes on: by one listener on one's latest videos. */
export function useLiveBatches(id: string | undefined): void {
  const queries = useQueryClient();
  const [one, list] = [useBatch(id).data, useBatches().data];
  const goesOn = (one && isOpen(one)) || list?.pages.some(({ items }) => items.some(({ live }) => live > 0));
  useLive(
    goesOn
      ? (watch, live, failed) =>
          watch.watchVideos(
            live,
            (videos) => {
              const of = (batch: string) => videos.filter(({ batch_id }) => batch_id === batch);
              queries.setQueryData<typeof list>(
                batchKeys.list,
                (known) =>
                  known && {
                    ...known,
                    pages: known.pages.map((page) => ({
                      ...page,
                      items: page.items.map((each) => {
                        const own = of(each.id);
                        return own.length === each.total
                          ? { ...each, live: own.filter(({ state }) => !ENDED.includes(state)).length }
                          : each;
                      }),
                    })),
                  },
              );
              const known = id && queries.getQueryData<VideoBatchProgress>(batchKeys.one(id));
              if (!known) return;
              const own = of(known.id);
              if (own.length < known.total) return void queries.invalidateQueries({ queryKey: batchKeys.one(id) });
              queries.setQueryData(batchKeys.one(id), { ...known, ...counted(own) });
            },
            failed,
            { limit: WINDOW },
          )
      : null,
    [id],
  );
}

function counted(videos: readonly Video[]): Pick<VideoBatchProgress, 'states' | 'refunded'> {
  const states: Record<string, number> = {};
  for (const { state } of videos) states[state] = (states[state] ?? 0) + 1;
  const back = videos.filter(({ state, charged }) => ENDED.includes(state) && !charged);
  return { states, refunded: back.reduce((sum, { credits }) => sum + credits, 0) };
}

const isOpen = (batch: VideoBatchProgress): boolean => count(batch, (state) => !ENDED.includes(state)) > 0;

/** How far a batch is, live; what is left of it can be cancelled. */
export function Batch({ id }: { id: string }) {
  const { common, making } = useTexts();
  const { moment } = useFormats();
  const rushes = useRushes();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const { many: words } = making;
  const { data, error, refetch } = useBatch(id);
  const goesOn = data !== undefined && isOpen(data);
  const cancel = async () => {
    try {
      const { cancelled, live } = await rushes.batches.cancel(id);
      tell('good', words.cancelled(cancelled, live));
    } catch (failure) {
      tellError(failure, common.error.unexpected);
    }
    void queries.invalidateQueries({ queryKey: ['videos'] });
    await queries.invalidateQueries({ queryKey: keys.videoBatches });
  };
  if (error) return <ErrorNote error={error} onRetry={() => refetch()} />;
  if (!data) return <Skeleton count={4} />;
  const done = count(data, (state) => ENDED.includes(state));
  return (
    <section className={css.batch} aria-labelledby="batch">
      <h2 id="batch">{words.batchOf(data.total, moment(data.created_at))}</h2>
      <Progress label={words.progress(done, data.total)} value={done / data.total} />
      <p role="status">{words.progress(done, data.total)}</p>
      <ul className={css.states}>
        {merged(data.states, words.state).map(([name, many]) => (
          <li key={name}>
            <strong>{many}</strong> {name}
          </li>
        ))}
      </ul>
      <p className={css.hint}>
        {words.cost(data.credits)}. {data.refunded ? words.refunded(data.refunded) : ''}
      </p>
      <span className={css.pair}>
        <ButtonLink look="main" icon={<Clapperboard aria-hidden />} href={`/studio/videos?batch=${id}`}>
          {words.see}
        </ButtonLink>
        {goesOn ? <Button onPress={() => setAsking(true)}>{words.cancel}</Button> : null}
        <ButtonLink look="quiet" icon={<Table aria-hidden />} href="/studio/videos/batch">
          {words.toTable}
        </ButtonLink>
      </span>
      <Confirm
        title={words.cancel}
        text={<p>{words.cancelText}</p>}
        action={words.cancel}
        isOpen={asking}
        onClose={() => setAsking(false)}
        onConfirm={cancel}
      />
    </section>
  );
}

function count({ states }: VideoBatchProgress, which: (state: string) => boolean): number {
  return Object.entries(states).reduce((sum, [state, many]) => sum + (which(state) ? many : 0), 0);
}

/** States that mean the same to people are one. */
function merged(states: Record<string, number>, words: Record<string, string>): [string, number][] {
  const found = new Map<string, number>();
  for (const [state, many] of Object.entries(states)) {
    const name = words[state] ?? state;
    if (many) found.set(name, (found.get(name) ?? 0) + many);
  }
  return [...found];
}

/** All of them, the newest first. */
export function Batches() {
  const { common, making } = useTexts();
  const { moment } = useFormats();
  const { many: words } = making;
  const found = useBatches();
  const batches = found.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <section className={css.part} aria-labelledby="batches">
      <h2 id="batches">{words.yours}</h2>
      {found.error ? <ErrorNote error={found.error} onRetry={() => found.refetch()} /> : null}
      {found.isPending ? <Skeleton count={3} /> : null}
      {found.data && !batches.length ? (
        <Empty icon={<Table />} title={words.none}>
          {words.noneHint}
        </Empty>
      ) : null}
      <ul className={css.batches}>
        {batches.map(({ id, created_at, total, live, credits }) => (
          <li key={id}>
            <div className={css.batchFacts}>
              <span>{words.batchOf(total, moment(created_at))}</span>
              <Progress label={words.progress(total - live, total)} value={(total - live) / total} />
              <span className={css.hint}>
                {words.progress(total - live, total)} · {words.cost(credits)}
              </span>
            </div>
            <ButtonLink small look="quiet" icon={<ArrowRight aria-hidden />} href={`/studio/videos/batch?id=${id}`}>
              {words.open}
            </ButtonLink>
          </li>
        ))}
      </ul>
      {found.hasNextPage ? (
        <Button onPress={() => found.fetchNextPage()} isPending={found.isFetchingNextPage}>
          {common.loadMore}
        </Button>
      ) : null}
    </section>
  );
}
