import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Camera, FolderPlus, Images, ImageUp } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import type { Collection } from 'rushes';
import { keys } from '@/platform/queries';
import { useShortcut } from '@/platform/shortcuts';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { ErrorNote } from '@/ui/error-note';
import { Empty, Skeleton } from '@/ui/notes';
import { Room } from '@/ui/room';
import { tellError } from '@/ui/toasts';
import { Act } from './act';
import { useBring } from './bring';
import type { Chosen } from './choose-collection';
import { CollectionCard } from './collection-card';
import type { Opened } from './collection-dialogs';
import css from './collections.module.css';
import { useNewCollection } from './new-collection';
import { useCollections, useCovers, useLiveCollections } from './queries';
import { useUploads } from './uploads';

const QUIET_MS = 4_000;

const CollectionDialogs = lazy(async () => ({ default: (await import('./collection-dialogs')).CollectionDialogs }));

export function CollectionsView() {
  const { images, common } = useTexts();
  const navigate = useNavigate();
  const uploads = useUploads();
  const collections = useCollections();
  const covers = useCovers();
  const { made } = useNewCollection();
  const [opened, setOpened] = useState<Opened>();
  useLiveCollections();
  useCoversOf(collections.data);

  const into = async (files: File[], chosen: Chosen) => {
    try {
      const { id } = await made(chosen);
      uploads.add(files, id);
      await navigate({ to: '/studio/pictures/$collectionId', params: { collectionId: id } });
    } catch (error) {
      tellError(error, common.error.unexpected);
    }
  };
  const where = async (files: File[]) => {
    const known = collections.data ?? (await collections.refetch()).data; // dropped before they are read
    if (!known || known.length > 1) setOpened({ what: 'upload', files });
    else await into(files, known[0] ?? { name: images.collections.first });
  };
  const { pick, snap, element } = useBring((files) => void where(files));
  useShortcut('n', images.collections.newKey, () => setOpened({ what: 'new' }));
  useShortcut('u', images.upload.key, pick);

  const upload = (
    <Button look="main" icon={<ImageUp aria-hidden />} onPress={pick}>
      {images.upload.action}
    </Button>
  );
  const photo = (
    <span className={css.touch}>
      <Act label={images.upload.camera} icon={<Camera aria-hidden />} onPress={snap} />
    </span>
  );
  const actions = collections.data?.length ? (
    <>
      <Act label={images.collections.new} icon={<FolderPlus aria-hidden />} onPress={() => setOpened({ what: 'new' })} />
      {photo}
      {upload}
    </>
  ) : null;
  return (
    <Room title={images.title} actions={actions}>
      {collections.isPending ? <Skeleton shape="picture" count={6} /> : null}
      {collections.error && !collections.data ? (
        <ErrorNote error={collections.error} onRetry={() => collections.refetch()} />
      ) : null}
      {collections.data?.length === 0 ? (
        <Empty
          icon={<Images />}
          title={images.collections.empty}
          action={
            <span className={css.first}>
              {upload}
              {photo}
              <Button look="quiet" icon={<FolderPlus aria-hidden />} onPress={() => setOpened({ what: 'new' })}>
                {images.collections.new}
              </Button>
            </span>
          }
        >
          {images.collections.emptyHint}
        </Empty>
      ) : null}
      {collections.data?.length ? (
        <ul className={css.collections} aria-label={images.collections.list}>
          {collections.data.map((each) => (
            <CollectionCard
              key={each.id}
              collection={each}
              cover={covers.data?.of.get(each.id)}
              older={covers.data !== undefined && !covers.data.whole}
              onMenu={(at) => setOpened({ what: 'menu', collection: each, at: { current: at } })}
            />
          ))}
        </ul>
      ) : null}
      {element}
      <Suspense>{opened ? <CollectionDialogs opened={opened} open={setOpened} onUpload={into} /> : null}</Suspense>
    </Room>
  );
}

/** Covers are looked at anew when collections have other pictures than they had, once that is over. */
function useCoversOf(collections: readonly Collection[] | undefined): void {
  const queries = useQueryClient();
  const counts = collections?.map(({ id, image_count }) => `${id} ${image_count}`).join();
  const before = useRef(counts);
  useEffect(() => {
    if (before.current === counts) return;
    const first = before.current === undefined;
    before.current = counts;
    if (first) return;
    const timer = setTimeout(() => void queries.invalidateQueries({ queryKey: keys.covers }), QUIET_MS);
    return () => clearTimeout(timer);
  }, [counts, queries]);
}
