import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Image, Rushes } from 'rushes';
import { useAccount } from '@/features/account/account';
import { useRushes } from '@/platform/service';
import { useStore } from '@/platform/store';
import { language, useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { ErrorNote } from '@/ui/error-note';
import { Progress, Skeleton } from '@/ui/notes';
import { Segments } from '@/ui/segments';
import { type Running, running, runs } from './collection-writing';
import css from './prompts.module.css';
import { keepChoice, lastChoice, type Settings } from './settings';
import { Instructions, StyleFields } from './settings-fields';

/** For which pictures, how, and how far it is. */
export function CollectionDialog({ collectionId, onClose }: { collectionId: string; onClose: () => void }) {
  const { prompts: texts } = useTexts();
  const now = useStore(running)[collectionId];
  return (
    <Dialog title={texts.collection.title} isOpen onClose={onClose} wide>
      {now ? <Written collectionId={collectionId} now={now} /> : <Asking collectionId={collectionId} />}
    </Dialog>
  );
}

type Which = 'all' | 'without';

function Asking({ collectionId }: { collectionId: string }) {
  const { prompts: texts } = useTexts();
  const rushes = useRushes();
  const queries = useQueryClient();
  const spoken = useStore(language);
  const limit = useAccount().data?.limits.prompts_per_minute;
  const [settings, setSettings] = useState(() => lastChoice(spoken));
  const [which, setWhich] = useState<Which>('without');
  const images = useQuery({
    queryKey: ['images', 'ready of', collectionId],
    queryFn: ({ signal }) => readyOf(rushes, collectionId, signal),
    staleTime: 0,
  });
  const all = images.data ?? [];
  const bare = all.filter(({ prompt_count: count }) => count === 0);
  const chosen = which === 'all' ? all : bare;
  const changed = (next: Settings) => {
    setSettings(next);
    keepChoice(next);
  };
  const start = useMutation({
    mutationFn: async () => {
      if (chosen.length === all.length) {
        const batch = await rushes.prompts.forCollection({ collection_id: collectionId, config: settings });
        const { id, total, completed, failed } = batch;
        runs(collectionId, { batch: id, total, completed, failed, refused: null });
        return;
      }
      void oneByOne(rushes, collectionId, chosen, settings).finally(() => queries.invalidateQueries({ queryKey: ['prompts'] }));
    },
  });
  if (images.error) return <ErrorNote error={images.error} onRetry={() => images.refetch()} />;
  if (images.isPending) return <Skeleton count={5} />;
  return (
    <form
      className={css.collection}
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen.length) start.mutate();
      }}
    >
      <Segments
        label={texts.collection.which}
        choices={[
          { id: 'without', name: `${texts.collection.without} (${bare.length})` },
          { id: 'all', name: `${texts.collection.all} (${all.length})` },
        ]}
        value={which}
        onChange={setWhich}
        hint={chosen.length ? undefined : texts.collection.nothing}
      />
      <Instructions value={settings} onChange={changed} />
      <StyleFields value={settings} onChange={changed} />
      {start.error ? <ErrorNote error={start.error} /> : null}
      <div className={css.row}>
        <Button type="submit" look="main" isDisabled={chosen.length === 0} isPending={start.isPending}>
          {texts.collection.start}
        </Button>
        <span className={css.cost}>
          {texts.collection.count(chosen.length)} · {texts.form.cost} {limit ? texts.form.limit(limit) : null}
        </span>
      </div>
    </form>
  );
}

async function readyOf(rushes: Rushes, collection: string, signal: AbortSignal): Promise<Image[]> {
  const found: Image[] = [];
  for await (const image of rushes.images.list({ collection_id: collection, status: 'ready', limit: 100 }, { signal })) {
    found.push(image);
  }
  return found;
}

const AT_ONCE = 3;

/** For some of a collection there is no call of its own: each is asked for, and waited for. */
async function oneByOne(rushes: Rushes, collection: string, images: readonly Image[], config: Settings): Promise<void> {
  const waiting = [...images];
  runs(collection, { batch: null, total: images.length, completed: 0, failed: 0, refused: null });
  const work = async () => {
    for (let image = waiting.shift(); image; image = waiting.shift()) {
      try {
        await rushes.prompts.create({ image_id: image.id, config }).wait();
        runs(collection, (known) => ({ ...known, completed: known.completed + 1 }));
      } catch (error) {
        const { work: made, message } = error as { work?: object; message: string };
        runs(collection, (known) => ({ ...known, failed: known.failed + 1, refused: made ? known.refused : message }));
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** How far it is, and at its end which could not be written. */
function Written({ collectionId, now }: { collectionId: string; now: Running }) {
  const { common, prompts: texts } = useTexts();
  const { total, completed, failed } = now;
  const ended = completed + failed >= total;
  return (
    <>
      <Progress label={texts.collection.running} value={total ? (completed + failed) / total : 1} />
      <p role="status">{ended ? texts.collection.done(completed) : texts.collection.progress(completed, total)}</p>
      {ended ? null : <p className={css.quiet}>{texts.collection.hide}</p>}
      {now.refused ? <p className={css.failed}>{now.refused}</p> : null}
      {failed ? <Failures collectionId={collectionId} ended={ended} count={failed} /> : null}
      {ended ? (
        <div className={css.row}>
          <Button onPress={() => runs(collectionId, null)}>{texts.collection.again}</Button>
        </div>
      ) : (
        <p className={css.quiet}>{common.loading}</p>
      )}
    </>
  );
}

function Failures({ collectionId, ended, count }: { collectionId: string; ended: boolean; count: number }) {
  const { common, prompts: texts } = useTexts();
  const rushes = useRushes();
  const failures = useQuery({
    queryKey: ['prompts', 'failed of', collectionId, ended, count],
    queryFn: async ({ signal }) => {
      const images = new Map((await readyOf(rushes, collectionId, signal)).map((image) => [image.id, image]));
      const { items } = await rushes.prompts.library({ status: 'failed', limit: 100 }, { signal }).page();
      return items.flatMap((prompt) => {
        const image = images.get(prompt.image_id);
        return image ? [{ prompt, title: image.title }] : [];
      });
    },
  });
  const again = useMutation({
    mutationFn: async (ids: readonly string[]) => {
      runs(collectionId, { batch: null, total: ids.length, completed: 0, failed: 0, refused: null });
      await Promise.all(
        ids.map((id) =>
          rushes.prompts
            .regenerate(id)
            .wait()
            .then(
              () => runs(collectionId, (known) => ({ ...known, completed: known.completed + 1 })),
              (error: Error & { work?: object }) =>
                runs(collectionId, (known) => ({
                  ...known,
                  failed: known.failed + 1,
                  refused: error.work ? known.refused : error.message,
                })),
            ),
        ),
      );
    },
  });
  const found = failures.data ?? [];
  return (
    <section className={css.failures} aria-label={texts.collection.failed(count)}>
      <h3>{texts.collection.failed(count)}</h3>
      {failures.isPending ? <Skeleton count={2} /> : null}
      {failures.error ? <ErrorNote error={failures.error} onRetry={() => failures.refetch()} /> : null}
      <ul className={css.versions}>
        {found.map(({ prompt, title }) => (
          <li key={prompt.id}>
            <strong>
              <bdi>{title || texts.panel.untitled}</bdi>
            </strong>
            <span>{prompt.error?.message}</span>
            <span className={css.quiet}>{prompt.error?.suggestedAction}</span>
            <span>
              <Button small isDisabled={!ended} onPress={() => again.mutate([prompt.id])}>
                {common.retry}
              </Button>
            </span>
          </li>
        ))}
      </ul>
      {found.length > 1 ? (
        <Button small isDisabled={!ended} onPress={() => again.mutate(found.map(({ prompt }) => prompt.id))}>
          {texts.collection.retryAll}
        </Button>
      ) : null}
    </section>
  );
}
