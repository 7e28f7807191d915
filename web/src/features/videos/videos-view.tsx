import { useNavigate, useSearch } from '@tanstack/react-router';
import { Clapperboard, Link2, ListPlus, MoreHorizontal, Plus, SearchX, Trash2 } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { GridLayout, GridList, type Selection, Size, Virtualizer } from 'react-aria-components';
import { useShortcut } from '@/platform/shortcuts';
import { useWide } from '@/platform/width';
import { useTexts } from '@/texts';
import { Button, ButtonLink, IconButton } from '@/ui/button';
import { Confirm } from '@/ui/dialog';
import { ErrorNote } from '@/ui/error-note';
import { Menu } from '@/ui/menu';
import { More } from '@/ui/more';
import { Empty, Skeleton } from '@/ui/notes';
import { Room } from '@/ui/room';
import { Bulk } from './bulk';
import { Card, type CardActs } from './card';
import type { Filters } from './filters';
import { useCancel, useDelete, useDeleteFailed, useMark, useMarkMany, useModels, useRetry, useVideos } from './queries';
import { type Clip, hasEnded } from './states';
import { Tools } from './tools';
import css from './videos.module.css';

const LAYOUT = {
  minItemSize: new Size(264, 250),
  maxItemSize: new Size(420, Number.POSITIVE_INFINITY),
  minSpace: new Size(16, 16),
};

/** All videos: found, marked, many at once, each on its way. */
export function VideosView() {
  const { videos: texts, common } = useTexts();
  const navigate = useNavigate();
  const filters: Filters = useSearch({ from: '/studio/videos' });
  const asked = JSON.stringify(filters);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same words are the same filters
  const steady = useMemo(() => filters, [asked]);
  const list = useVideos(steady);
  const { clips, places } = list;
  const [chosen, setChosen] = useState<Selection>(new Set());
  const acts = useActs();
  const many = useMarkMany();
  const remove = useDelete();
  const failed = useDeleteFailed();
  const [asksFailed, setAsksFailed] = useState(false);
  const models = useModels();
  const named = useMemo(() => new Map(models.data?.models.map((model) => [model.id, model]) ?? []), [models.data]);
  const shown = useMemo(() => new Set(clips.map(({ id }) => id)), [clips]);
  const ids = chosen === 'all' ? [...shown] : [...chosen].map(String).filter((id) => shown.has(id));
  const filtered = Object.keys(filters).length > 0;

  /** The card that has focus, else the ones that are selected. */
  const meant = (): Clip[] => {
    const key = document.activeElement?.closest('[role="row"][data-key]')?.getAttribute('data-key');
    const wanted = ids.length ? ids : key ? [key] : [];
    return clips.filter(({ id }) => wanted.includes(id));
  };
  const select = () => {
    const key = document.activeElement?.closest('[role="row"][data-key]')?.getAttribute('data-key');
    if (!key) return;
    setChosen(new Set(ids.includes(key) ? ids.filter((id) => id !== key) : [...ids, key]));
  };
  const favour = (which: readonly Clip[]) => {
    const [only] = which;
    if (only && which.length === 1) acts.favourite(only);
    else if (which.length) many.mutate({ ids: which.map(({ id }) => id), favourite: !which.every((clip) => clip.favourite) });
  };
  const toTrash = (which: readonly Clip[]) => {
    const ended = which.filter(hasEnded).map(({ id }) => id);
    if (!ended.length) return;
    focusNeighbour(ended);
    remove.mutate(ended);
    setChosen(new Set());
  };
  useShortcut('n', texts.make, () => void navigate({ to: '/studio/videos/new' }));
  useShortcut('f', texts.keys.favourite, () => favour(meant()));
  useShortcut('x', texts.keys.select, select);
  useShortcut('Delete', texts.keys.remove, () => toTrash(meant()));

  const wide = useWide(760);
  const others = [
    ...(clips.some(({ state }) => state === 'failed')
      ? [{ id: 'failed', name: texts.deleteFailed.action, icon: <Trash2 aria-hidden />, act: () => setAsksFailed(true) }]
      : []),
    {
      id: 'links',
      name: texts.shares.all,
      icon: <Link2 aria-hidden />,
      act: () => void navigate({ to: '/studio/videos/shares' }),
    },
    { id: 'batch', name: texts.batch, icon: <ListPlus aria-hidden />, act: () => void navigate({ to: '/studio/videos/batch' }) },
  ];
  return (
    <Room
      title={texts.title}
      actions={
        <>
          {wide ? (
            others.map(({ id, name, icon, act }) => (
              <Button key={id} look={id === 'batch' ? 'plain' : 'quiet'} icon={icon} onPress={act}>
                {name}
              </Button>
            ))
          ) : (
            <Menu
              label={texts.more}
              trigger={<IconButton look="plain" label={texts.more} icon={<MoreHorizontal aria-hidden />} />}
              actions={others}
            />
          )}
          <ButtonLink href="/studio/videos/new" look="main" icon={<Plus aria-hidden />}>
            {texts.make}
          </ButtonLink>
        </>
      }
    >
      <Tools filters={steady} models={models.data?.models ?? []} />
      {ids.length ? (
        <Bulk
          count={ids.length}
          onFavourite={() => favour(clips.filter(({ id }) => ids.includes(id)))}
          onTag={(tags) => many.mutate({ ids, add: tags })}
          onDelete={() => toTrash(clips.filter(({ id }) => ids.includes(id)))}
          onAll={() => setChosen(new Set(shown))}
          onNone={() => setChosen(new Set())}
        />
      ) : null}
      {list.error && !clips.length ? <ErrorNote error={list.error} onRetry={() => list.refetch()} /> : null}
      {list.isPending ? <Skeleton shape="picture" count={8} /> : null}
      {list.data && !clips.length && !list.hasNextPage ? <Nothing filtered={filtered} /> : null}
      {clips.length ? (
        <Virtualizer layout={GridLayout} layoutOptions={LAYOUT}>
          <GridList
            aria-label={texts.title}
            className={css.grid ?? ''}
            items={clips}
            layout="grid"
            selectionMode="multiple"
            selectedKeys={chosen === 'all' ? 'all' : new Set(ids)}
            onSelectionChange={setChosen}
            onAction={(id) => void navigate({ to: '/studio/videos/$videoId', params: { videoId: String(id) } })}
            keyboardNavigationBehavior="tab"
            disallowTypeAhead
            dependencies={[places, named, acts]}
          >
            {(clip) => (
              <Card
                clip={clip}
                place={places.get(clip.id)}
                model={clip.edit ? texts.edited : (named.get(clip.model)?.name ?? clip.model.split('/').at(-1) ?? '')}
                stoppable={named.get(clip.model)?.stoppable ?? false}
                acts={acts}
              />
            )}
          </GridList>
        </Virtualizer>
      ) : null}
      <More
        more={Boolean(list.hasNextPage)}
        loading={list.isFetchingNextPage}
        failed={list.isFetchNextPageError}
        load={() => void list.fetchNextPage()}
      />
      <Confirm
        title={texts.deleteFailed.title}
        text={texts.deleteFailed.text}
        action={common.delete}
        isOpen={asksFailed}
        onClose={() => setAsksFailed(false)}
        onConfirm={() => failed.mutateAsync().catch(() => undefined)}
      />
    </Room>
  );
}

function useActs(): CardActs {
  const navigate = useNavigate();
  const mark = useMark();
  const remove = useDelete();
  const cancel = useCancel();
  const open = (clip: Clip) => void navigate({ to: '/studio/videos/$videoId', params: { videoId: clip.id } });
  const retry = useRetry(() => undefined);
  const latest = useRef({ mark, remove, cancel, retry, navigate, open });
  latest.current = { mark, remove, cancel, retry, navigate, open };
  return useMemo<CardActs>(
    () => ({
      favourite: (clip) => latest.current.mark.mutate({ id: clip.id, favourite: !clip.favourite }),
      remove: (clip) => {
        focusNeighbour([clip.id]);
        latest.current.remove.mutate([clip.id]);
      },
      retry: (clip) => latest.current.retry.mutate(clip.id),
      cancel: (clip) => latest.current.cancel.mutate(clip.id),
      like: (clip) => void latest.current.navigate({ to: '/studio/videos/new', search: { like: clip.id } }),
      open: (clip) => latest.current.open(clip),
    }),
    [],
  );
}

/** Focus stays in the list where what has it goes. */
function focusNeighbour(going: readonly string[]): void {
  const row = document.activeElement?.closest('[role="row"][data-key]');
  if (!row || !going.includes(row.getAttribute('data-key') ?? '')) return;
  const rows = [...document.querySelectorAll<HTMLElement>('[role="row"][data-key]')];
  const at = rows.indexOf(row as HTMLElement);
  const stays = (each: HTMLElement) => !going.includes(each.dataset.key ?? '');
  const next = rows.slice(at + 1).find(stays) ?? rows.slice(0, at).findLast(stays);
  next?.focus({ preventScroll: true });
}

function Nothing({ filtered }: { filtered: boolean }) {
  const { videos: texts } = useTexts();
  return filtered ? (
    <Empty
      icon={<SearchX />}
      title={texts.noneFound.title}
      action={<ButtonLink href="/studio/videos">{texts.clearFilters}</ButtonLink>}
    >
      {texts.noneFound.text}
    </Empty>
  ) : (
    <Empty
      icon={<Clapperboard />}
      title={texts.none.title}
      action={
        <ButtonLink href="/studio/videos/new" look="main">
          {texts.none.action}
        </ButtonLink>
      }
    >
      {texts.none.text}
    </Empty>
  );
}
