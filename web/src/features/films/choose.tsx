import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { BookOpen, Check, Clapperboard } from 'lucide-react';
import { useState } from 'react';
import { GridList, GridListItem } from 'react-aria-components';
import type { Video } from 'rushes';
import { usePoster } from '@/features/videos/queries';
import { useSettled } from '@/features/videos/settled';
import { nameOf } from '@/features/videos/states';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button, ButtonLink } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { ErrorNote } from '@/ui/error-note';
import { Empty, Skeleton } from '@/ui/notes';
import { SearchInput } from '@/ui/search-input';
import css from './films.module.css';
import { keys } from './queries';

const A_PAGE = 48;

/** Finished videos to be taken into a film, in the order in which they are chosen. */
export function ChooseVideos({ onTake, onClose }: { onTake: (videos: Video[]) => void; onClose: () => void }) {
  const { films, common } = useTexts();
  const texts = films.choose;
  const rushes = useRushes();
  const [sought, setSought] = useState('');
  const search = useSettled(sought.trim());
  const [picked, setPicked] = useState<readonly Video[]>([]);
  const found = useInfiniteQuery({
    queryKey: keys.choose(search),
    queryFn: ({ pageParam, signal }) => {
      const asked = { state: 'completed' as const, limit: A_PAGE, ...(search ? { q: search } : {}) };
      return rushes.videos.list({ ...asked, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }).page();
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  const all = found.data?.pages.flatMap(({ items }) => items) ?? [];
  const place = (id: string) => picked.findIndex((each) => each.id === id) + 1;
  const choose = (chosen: 'all' | Set<string | number>) => {
    const ids = chosen === 'all' ? all.map(({ id }) => id) : [...chosen].map(String);
    const kept = picked.filter(({ id }) => ids.includes(id) || !all.some((each) => each.id === id));
    setPicked([...kept, ...all.filter(({ id }) => ids.includes(id) && !kept.some((each) => each.id === id))]);
  };
  return (
    <Dialog
      title={texts.videos}
      isOpen
      onClose={onClose}
      wide
      actions={
        <Button look="main" onPress={() => onTake([...picked])}>
          {texts.take(picked.length)}
        </Button>
      }
    >
      <SearchInput label={texts.search} clear={common.clear} value={sought} onChange={setSought} />
      {found.error && !found.data ? <ErrorNote error={found.error} onRetry={() => found.refetch()} /> : null}
      {found.isPending ? <Skeleton shape="picture" count={6} /> : null}
      {found.data && !all.length ? <Empty icon={<Clapperboard />} title={texts.none} /> : null}
      {all.length ? (
        <GridList
          aria-label={texts.list}
          layout="grid"
          className={css.choices ?? ''}
          items={all}
          selectionMode="multiple"
          selectedKeys={picked.map(({ id }) => id)}
          onSelectionChange={choose}
          dependencies={[picked]}
        >
          {(video) => (
            <GridListItem id={video.id} textValue={nameOf(video)} className={css.choice ?? ''}>
              <Still video={video} />
              {place(video.id) ? (
                <span className={css.mark}>
                  <Check aria-hidden size={14} /> {place(video.id)}
                </span>
              ) : null}
              <span className={css.words} dir="auto">
                {nameOf(video)}
              </span>
            </GridListItem>
          )}
        </GridList>
      ) : null}
      {found.hasNextPage ? (
        <span>
          <Button onPress={() => found.fetchNextPage()} isPending={found.isFetchingNextPage}>
            {common.loadMore}
          </Button>
        </span>
      ) : null}
    </Dialog>
  );
}

export function Still({ video }: { video: Video }) {
  const poster = usePoster(video);
  const { span } = useFormats();
  return (
    <span className={css.still}>
      {poster ? <img src={poster} alt="" loading="lazy" crossOrigin="anonymous" /> : <Clapperboard aria-hidden />}
      <span className={css.length}>{span(video.video?.seconds ?? video.seconds)}</span>
    </span>
  );
}

/** A storyboard whose scenes are to become the film. */
export function ChooseStoryboard({ onTake, onClose }: { onTake: (id: string) => void; onClose: () => void }) {
  const { films, storyboards } = useTexts();
  const texts = films.choose;
  const rushes = useRushes();
  const { ago } = useFormats();
  const found = useQuery({
    queryKey: ['storyboards', 'choose'],
    queryFn: async ({ signal }) => (await rushes.storyboards.list({ limit: 100 }, { signal }).page()).items,
  });
  return (
    <Dialog title={texts.storyboard} isOpen onClose={onClose}>
      {found.error ? <ErrorNote error={found.error} onRetry={() => found.refetch()} /> : null}
      {found.isPending ? <Skeleton count={4} /> : null}
      {found.data?.length === 0 ? (
        <Empty
          icon={<BookOpen />}
          title={texts.noStoryboards}
          action={<ButtonLink href="/studio/storyboards">{storyboards.make}</ButtonLink>}
        />
      ) : null}
      <ul className={css.boards}>
        {found.data?.map(({ id, name, scene_count, updated_at }) => (
          <li key={id}>
            <Button look="quiet" icon={<BookOpen aria-hidden />} isDisabled={scene_count === 0} onPress={() => onTake(id)}>
              <span className={css.board}>
                <bdi>{name}</bdi>
                <span className={css.hint}>
                  {storyboards.scenes(scene_count)} · {ago(updated_at)}
                </span>
              </span>
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
