import { useQueryClient } from '@tanstack/react-query';
import { PenLine } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useLive } from '@/platform/live';
import { Store, useStore } from '@/platform/store';
import { useWide } from '@/platform/width';
import { useTexts } from '@/texts';
import { Button, IconButton } from '@/ui/button';

const CollectionDialog = lazy(async () => ({ default: (await import('./collection-dialog')).CollectionDialog }));

/** What is being written for a collection: it goes on, and is found again, while its dialog is closed. */
export interface Running {
  /** The batch at the service; null where they are asked for one by one. */
  batch: string | null;
  total: number;
  completed: number;
  /** The prompts that could not be written; what was refused before there was a prompt has none. */
  failed: number;
  refused: string | null;
}

export const running = new Store<Readonly<Record<string, Running>>>({});

export function runs(collectionId: string, change: Running | null | ((known: Running) => Running)): void {
  const { [collectionId]: known, ...others } = running.get();
  const next = typeof change === 'function' ? known && change(known) : change;
  running.set(next ? { ...others, [collectionId]: next } : others);
}

/** Have prompts written for a whole collection: the button, and behind it what is asked and how far it is. */
export function CollectionWriting({ collectionId }: { collectionId: string }) {
  const { prompts: texts } = useTexts();
  const [open, setOpen] = useState(false);
  const roomy = useWide(600);
  const now = useStore(running)[collectionId];
  const queries = useQueryClient();
  const left = now ? now.total - now.completed - now.failed : 0;
  const batch = left ? now?.batch : null;
  useLive(
    batch
      ? (watch, live, broken) =>
          watch.watchPromptBatch(
            live,
            batch,
            (news) => {
              if (!news) return;
              runs(collectionId, (known) => ({ ...known, completed: news.completed, failed: news.failed }));
              if (news.completed + news.failed >= news.total) void queries.invalidateQueries({ queryKey: ['prompts'] });
            },
            broken,
          )
      : null,
    [batch],
  );
  return (
    <>
      {roomy || left ? (
        <Button icon={<PenLine aria-hidden />} onPress={() => setOpen(true)}>
          {now && left ? texts.collection.progress(now.completed, now.total) : texts.collection.action}
        </Button>
      ) : (
        <IconButton look="plain" label={texts.collection.action} icon={<PenLine aria-hidden />} onPress={() => setOpen(true)} />
      )}
      <Suspense>{open ? <CollectionDialog collectionId={collectionId} onClose={() => setOpen(false)} /> : null}</Suspense>
    </>
  );
}
