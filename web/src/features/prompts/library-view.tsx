import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Clapperboard, Copy, Download, Heart, PanelRight, PenLine } from 'lucide-react';
import { lazy, Suspense } from 'react';
import type { Page, Prompt, QueryOf } from 'rushes';
import { useThumbnails } from '@/features/images/thumbnails';
import { useChange } from '@/platform/change';
import { LAYER, useClosing } from '@/platform/layer';
import { keys } from '@/platform/queries';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button, ButtonLink, IconButton } from '@/ui/button';
import { ErrorNote } from '@/ui/error-note';
import { Menu } from '@/ui/menu';
import { Badge, Empty, Skeleton } from '@/ui/notes';
import { Room } from '@/ui/room';
import { Select } from '@/ui/select';
import { tell, tellError } from '@/ui/toasts';
import { Toggle } from '@/ui/toggles';
import css from './prompts.module.css';
import { type Group, useStyles } from './queries';
import { savePrompts } from './save';
import { Chips, copy, PromptText, videoOf } from './variant';

const PromptPanel = lazy(async () => ({ default: (await import('./panel')).PromptPanel }));

const A_PAGE = 30;
const LOOK_MS = 4_000; // while any is being written
const isPending = ({ status }: Prompt) => status === 'pending';
const STATES = ['completed', 'draft', 'pending', 'failed'] as const;
const GROUPS = ['camera_style', 'lighting', 'mood'] as const;
const FILTERS = ['status', ...GROUPS, 'favourite'] as const;
const ALL = 'all';

type Filters = { [K in (typeof FILTERS)[number]]?: string };
type Search = Filters & { picture?: string; compare?: string };
type Listed = InfiniteData<Page<Prompt>>;

/** All prompts, by state and style, with the panel of their picture beside them. */
export function PromptLibraryView() {
  const { common, prompts: texts } = useTexts();
  const rushes = useRushes();
  const search = useSearch({ strict: false }) as Search;
  const go = useAddress();
  const filters = Object.fromEntries(FILTERS.flatMap((name) => (search[name] ? [[name, search[name]]] : []))) as Filters;
  const narrowed = Object.keys(filters).length > 0;
  const asked = useInfiniteQuery({
    queryKey: keys.promptLibrary(filters),
    queryFn: ({ pageParam, signal }) => rushes.prompts.library(queryOf(filters, pageParam), { signal }).page(),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    refetchInterval: ({ state }) => (state.data?.pages.some(({ items }) => items.some(isPending)) ? LOOK_MS : false),
  });
  const found = asked.data?.pages.flatMap(({ items }) => items) ?? [];
  const closing = useClosing();
  const close = () => closing(() => go(({ picture: _, compare: __, ...rest }) => rest, { replace: true }));
  const save = (format: 'csv' | 'json') =>
    savePrompts(rushes, format).then(
      () => tell('good', texts.panel.exported),
      (error) => tellError(error, common.error.unexpected),
    );
  return (
    <Room
      title={texts.title}
      actions={
        <Menu
          label={texts.library.export}
          trigger={<Button icon={<Download aria-hidden />}>{texts.library.export}</Button>}
          actions={[
            { id: 'csv', name: texts.panel.export('CSV'), act: () => void save('csv') },
            { id: 'json', name: texts.panel.export('JSON'), act: () => void save('json') },
          ]}
        />
      }
      beside={<Suspense>{search.picture ? <PromptPanel imageId={search.picture} onClose={close} /> : null}</Suspense>}
    >
      <Narrowing filters={filters} onChange={(next) => go((before) => ({ ...cleared(before), ...next }))} />
      {asked.error && !asked.data ? <ErrorNote error={asked.error} onRetry={() => asked.refetch()} /> : null}
      {asked.isPending ? <Skeleton shape="card" count={6} /> : null}
      {asked.data && found.length === 0 && !asked.hasNextPage ? (
        narrowed ? (
          <Empty
            icon={<PenLine />}
            title={texts.library.nothing}
            action={<Button onPress={() => go(cleared)}>{texts.library.reset}</Button>}
          >
            {texts.library.nothingHint}
          </Empty>
        ) : (
          <Empty
            icon={<PenLine />}
            title={texts.library.empty}
            action={
              <ButtonLink look="main" href="/studio/pictures">
                {texts.library.emptyAction}
              </ButtonLink>
            }
          >
            {texts.library.emptyHint}
          </Empty>
        )
      ) : null}
      <Cards prompts={found} filters={filters} beside={search.picture !== undefined} />
      {asked.hasNextPage ? (
        <div>
          <Button onPress={() => asked.fetchNextPage()} isPending={asked.isFetchingNextPage}>
            {common.loadMore}
          </Button>
        </div>
      ) : null}
    </Room>
  );
}

/** Another state of this view, in its address. */
function useAddress() {
  const navigate = useNavigate();
  return (change: (before: Search) => Search, step: object = {}) =>
    void navigate({ to: '.', search: change as never, resetScroll: false, ...step });
}

/** The address without what narrows the list. */
function cleared(before: Search): Search {
  const { status: _, camera_style: __, lighting: ___, mood: ____, favourite: _____, ...rest } = before;
  return rest;
}

function queryOf({ favourite, ...filters }: Filters, cursor: string | null): QueryOf<'GET /prompts/library'> {
  return {
    ...(filters as object),
    ...(favourite ? { favourite: true } : {}),
    limit: A_PAGE,
    ...(cursor ? { cursor } : {}),
  };
}

function Narrowing({ filters, onChange }: { filters: Filters; onChange: (next: Filters) => void }) {
  const { prompts: texts } = useTexts();
  const styles = useStyles();
  const all = { id: ALL, name: texts.library.all };
  const choices = (group: Group) => [all, ...styles.of(group).map(({ id, name }) => ({ id, name }))];
  const names: Record<(typeof GROUPS)[number], string> = {
    camera_style: texts.library.camera,
    lighting: texts.library.light,
    mood: texts.library.mood,
  };
  const set = (name: keyof Filters, value: string) => {
    const { [name]: _, ...rest } = filters;
    onChange(value === ALL ? rest : { ...rest, [name]: value });
  };
  return (
    <div className={css.filters}>
      <Select
        label={texts.library.state}
        choices={[all, ...STATES.map((id) => ({ id, name: texts.state[id] }))]}
        value={filters.status ?? ALL}
        onChange={(id) => set('status', id)}
      />
      {GROUPS.map((group) => (
        <Select
          key={group}
          label={names[group]}
          choices={choices(group)}
          value={filters[group] ?? ALL}
          onChange={(id) => set(group, id)}
        />
      ))}
      <Toggle isSelected={Boolean(filters.favourite)} onChange={(only) => set('favourite', only ? 'true' : ALL)}>
        {texts.library.favourites}
      </Toggle>
    </div>
  );
}

function Cards({ prompts, filters, beside }: { prompts: readonly Prompt[]; filters: Filters; beside: boolean }) {
  const { common, prompts: texts } = useTexts();
  const { ago } = useFormats();
  const rushes = useRushes();
  const go = useAddress();
  const { addresses } = useThumbnails(prompts.map(({ image_id: id }) => id));
  const mark = useChange({
    ask: ({ id, favourite }: { id: string; favourite: boolean }) => rushes.prompts.update(id, { favourite }),
    at: ({ id, favourite }) => [
      [
        keys.promptLibrary(filters),
        (known: Listed): Listed => ({
          ...known,
          pages: known.pages.map((page) => ({
            ...page,
            items: page.items.map((each) => (each.id === id ? { ...each, favourite } : each)),
          })),
        }),
      ],
    ],
    stale: [
      ['prompts', 'of'],
      ['prompts', 'library'],
    ],
  });
  if (prompts.length === 0) return null;
  return (
    <ul className={css.cards} aria-label={texts.library.list}>
      {prompts.map((prompt) => {
        const { id, image_id: image, prompt_text: text, status } = prompt;
        const thumbnail = addresses.get(image);
        const open = () =>
          go((before) => ({ ...before, picture: image }), beside ? { replace: true, state: true } : { state: LAYER });
        return (
          <li key={id} className={css.listed}>
            <div className={css.head}>
              {thumbnail ? (
                <img className={css.thumb} src={thumbnail} alt="" loading="lazy" crossOrigin="anonymous" />
              ) : (
                <span className={css.thumb} />
              )}
              <span className={css.badges}>
                {prompt.is_primary ? <Badge kind="accent">{texts.variant.primary}</Badge> : null}
                {status === 'completed' ? null : (
                  <Badge kind={status === 'failed' ? 'bad' : status === 'pending' ? 'warn' : 'told'}>{texts.state[status]}</Badge>
                )}
                <span className={css.quiet}>{ago(prompt.created_at)}</span>
              </span>
              <span className={css.far}>
                {text ? (
                  <IconButton small label={common.copy} icon={<Copy aria-hidden />} onPress={() => copy(text, texts.variant)} />
                ) : null}
                <IconButton
                  small
                  label={texts.variant.favourite}
                  aria-pressed={prompt.favourite}
                  icon={<Heart aria-hidden className={prompt.favourite ? css.filled : undefined} />}
                  onPress={() => mark.mutate({ id, favourite: !prompt.favourite })}
                />
              </span>
            </div>
            {prompt.error && status !== 'pending' ? (
              <div className={css.failed}>
                <p>{prompt.error.message}</p>
                <p>{prompt.error.suggestedAction}</p>
              </div>
            ) : null}
            <PromptText text={text} language={prompt.language} />
            <Chips variant={prompt} />
            <div className={css.row}>
              <Button small icon={<PanelRight aria-hidden />} onPress={open}>
                {texts.library.open}
              </Button>
              {text && status !== 'pending' ? (
                <span className={css.far}>
                  <ButtonLink small href={videoOf(id, image)} icon={<Clapperboard aria-hidden />}>
                    {texts.variant.video}
                  </ButtonLink>
                </span>
              ) : null}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
