import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { SlidersHorizontal, Star, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Model } from 'rushes';
import { keys } from '@/platform/queries';
import { useRushes } from '@/platform/service';
import { useShortcut } from '@/platform/shortcuts';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button } from '@/ui/button';
import { TextInput } from '@/ui/field';
import { SearchInput } from '@/ui/search-input';
import { Select } from '@/ui/select';
import { type Filters, LENGTHS } from './filters';
import type { State } from './states';
import css from './videos.module.css';

const ANY = '-';
const TYPED_MS = 250;
const STATES: readonly State[] = ['completed', 'processing', 'waiting', 'scheduled', 'failed', 'cancelled'];

/** What the library is asked for; all of it stands in the address. */
export function Tools({ filters, models }: { filters: Filters; models: readonly Model[] }) {
  const { videos: texts } = useTexts();
  const navigate = useNavigate();
  const ask = (more: Partial<Record<keyof Filters, string | undefined>>) =>
    void navigate({
      to: '/studio/videos',
      search: (before) => {
        const after = { ...before, ...more };
        return Object.fromEntries(Object.entries(after).filter(([, value]) => value)) as Filters;
      },
      replace: true,
      resetScroll: false,
    });
  const count = Object.keys(filters).filter((name) => name !== 'q').length;
  const [open, setOpen] = useState(count > 0);
  return (
    <search className={css.tools} aria-label={texts.find}>
      <div className={css.search}>
        <Search value={filters.q ?? ''} onSearch={(q) => ask({ q, batch: undefined })} />
        <Button
          icon={<SlidersHorizontal aria-hidden />}
          aria-expanded={open}
          aria-controls="video-filters"
          onPress={() => setOpen(!open)}
        >
          {count ? texts.filter.counted(count) : texts.filter.title}
        </Button>
      </div>
      {open ? <Choosing filters={filters} models={models} ask={ask} /> : null}
    </search>
  );
}

function Search({ value, onSearch }: { value: string; onSearch: (words: string) => void }) {
  const { videos: texts, common } = useTexts();
  const [typed, setTyped] = useState(value);
  const said = useRef(value);
  const place = useRef<HTMLDivElement>(null);
  useShortcut('/', common.shortcuts.search, () => place.current?.querySelector('input')?.focus());
  const latest = useRef(onSearch);
  latest.current = onSearch;
  useEffect(() => {
    if (value === said.current) return;
    said.current = value; // by a link or the way back
    setTyped(value);
  }, [value]);
  useEffect(() => {
    if (typed === said.current) return;
    const timer = setTimeout(() => {
      said.current = typed;
      latest.current(typed);
    }, TYPED_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <div ref={place}>
      <SearchInput label={texts.search} clear={common.clear} value={typed} onChange={setTyped} maxLength={200} />
    </div>
  );
}

type Ask = (more: Partial<Record<keyof Filters, string | undefined>>) => void;

function Choosing({ filters, models, ask }: { filters: Filters; models: readonly Model[]; ask: Ask }) {
  const { videos: texts } = useTexts();
  const groups = useGroups();
  const any = (name: string) => [{ id: ANY, name }];
  const pick = (name: keyof Filters) => (value: string) =>
    ask(name === 'batch' ? only(filters, value) : { [name]: value === ANY ? undefined : value, batch: undefined });
  const used = useTags();
  const tags = filters.tag && !used.includes(filters.tag) ? [filters.tag, ...used] : used;
  const length = filters.length && filters.length in LENGTHS ? filters.length : ANY;
  const states = STATES.includes((filters.state ?? 'completed') as State) ? STATES : [...STATES, filters.state as State];
  const known =
    filters.model && !models.some(({ id }) => id === filters.model) ? [{ id: filters.model, name: filters.model }] : [];
  return (
    <div id="video-filters" className={css.filters}>
      <Select
        label={texts.filter.state}
        choices={[...any(texts.filter.any), ...states.map((id) => ({ id, name: texts.states[id] ?? id }))]}
        value={filters.state ?? ANY}
        onChange={pick('state')}
      />
      <Select
        label={texts.filter.model}
        choices={[...any(texts.filter.any), ...known, ...models.map(({ id, name }) => ({ id, name }))]}
        value={filters.model ?? ANY}
        onChange={pick('model')}
      />
      <Select
        label={texts.filter.length}
        choices={[
          ...any(texts.filter.any),
          ...Object.keys(LENGTHS).map((id) => ({ id, name: texts.filter.lengths[id as keyof typeof LENGTHS] })),
        ]}
        value={length}
        onChange={pick('length')}
      />
      {tags.length ? (
        <Select
          label={texts.filter.tag}
          choices={[...any(texts.filter.any), ...tags.map((tag) => ({ id: tag, name: tag }))]}
          value={filters.tag ?? ANY}
          onChange={pick('tag')}
        />
      ) : null}
      {groups.batches.length || filters.batch ? (
        <Select
          label={texts.filter.batch}
          choices={[...any(texts.filter.any), ...withOwn(groups.batches, filters.batch)]}
          value={filters.batch ?? ANY}
          onChange={pick('batch')}
        />
      ) : null}
      {groups.storyboards.length || filters.storyboard ? (
        <Select
          label={texts.filter.storyboard}
          choices={[...any(texts.filter.any), ...withOwn(groups.storyboards, filters.storyboard)]}
          value={filters.storyboard ?? ANY}
          onChange={pick('storyboard')}
        />
      ) : null}
      <TextInput label={texts.filter.since} type="date" value={filters.since ?? ''} onChange={pick('since')} />
      <TextInput label={texts.filter.until} type="date" value={filters.until ?? ''} onChange={pick('until')} />
      <div className={css.chips}>
        <Button
          icon={<Star aria-hidden fill={filters.favourite ? 'currentColor' : 'none'} />}
          look={filters.favourite ? 'main' : 'plain'}
          aria-pressed={Boolean(filters.favourite)}
          onPress={() => ask({ favourite: filters.favourite ? undefined : 'true', batch: undefined })}
        >
          {texts.filter.favourites}
        </Button>
        {Object.keys(filters).length ? (
          <Button look="quiet" icon={<X aria-hidden />} onPress={() => ask(none(filters))}>
            {texts.clearFilters}
          </Button>
        ) : null}
      </div>
    </div>
  );
}

const none = (filters: Filters) => Object.fromEntries(Object.keys(filters).map((name) => [name, undefined]));

/** A batch is a list of its own: the service takes nothing else beside it. */
const only = (filters: Filters, batch: string) => ({ ...none(filters), batch: batch === ANY ? undefined : batch });

const withOwn = (known: readonly { id: string; name: string }[], id: string | undefined) =>
  id && !known.some((each) => each.id === id) ? [{ id, name: id }, ...known] : known;

/** One's tags, the most used first. */
function useTags(): string[] {
  const rushes = useRushes();
  const { data } = useQuery({ queryKey: keys.videoTags, queryFn: ({ signal }) => rushes.videos.tags({ signal }) });
  return data?.map(({ tag }) => tag) ?? [];
}

/** The newest batches and storyboards, to choose by. */
function useGroups() {
  const rushes = useRushes();
  const { moment } = useFormats();
  const batches = useQuery({
    queryKey: keys.videoBatches,
    queryFn: async ({ signal }) => (await rushes.batches.list({ limit: 20 }, { signal }).page()).items,
  });
  const storyboards = useQuery({
    queryKey: keys.storyboardNames,
    queryFn: async ({ signal }) => (await rushes.storyboards.list({ limit: 50 }, { signal }).page()).items,
  });
  return {
    batches: (batches.data ?? []).map(({ id, created_at }) => ({ id, name: moment(created_at) })),
    storyboards: (storyboards.data ?? []).map(({ id, name }) => ({ id, name: name || id })),
  };
}
