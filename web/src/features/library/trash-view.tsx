import { useNavigate, useSearch } from '@tanstack/react-router';
import { BookOpen, Clapperboard, FileText, Film, FolderClosed, ImageIcon, RotateCcw, Trash2, X } from 'lucide-react';
import { useMemo, useState } from 'react';
import { GridList, GridListItem, ListLayout, type Selection, Virtualizer } from 'react-aria-components';
import type { TrashEntry, TrashItem } from 'rushes';
import { useShortcut } from '@/platform/shortcuts';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button, IconButton } from '@/ui/button';
import { Confirm } from '@/ui/dialog';
import { ErrorNote } from '@/ui/error-note';
import { More } from '@/ui/more';
import { Empty, Skeleton } from '@/ui/notes';
import { Room } from '@/ui/room';
import { Segments } from '@/ui/segments';
import { Checkbox } from '@/ui/toggles';
import { keyOf, useErase, useRestore, useTrash } from './queries';
import css from './trash.module.css';

type Kind = TrashItem['kind'];

const KINDS: readonly Kind[] = ['video', 'image', 'collection', 'prompt', 'storyboard', 'film'];
const ICONS: Record<Kind, typeof Film> = {
  video: Clapperboard,
  film: Film,
  image: ImageIcon,
  collection: FolderClosed,
  prompt: FileText,
  storyboard: BookOpen,
};
const ALL = 'all';
const LAYOUT = { estimatedRowHeight: 64, gap: 8 };

/** What was deleted: it comes back as it was, or goes for good. */
export function TrashView() {
  const { library: texts, common } = useTexts();
  const { kind } = useSearch({ from: '/studio/trash' });
  const navigate = useNavigate();
  const trash = useTrash();
  const all = useMemo(() => trash.data?.pages.flatMap(({ items }) => items) ?? [], [trash.data]);
  const only = KINDS.find((each) => each === kind);
  const entries = useMemo(() => (only ? all.filter((each) => each.kind === only) : all), [all, only]);
  const [chosen, setChosen] = useState<Selection>(new Set());
  const restore = useRestore();
  const erase = useErase();
  const [asked, setAsked] = useState<readonly TrashEntry[] | 'all' | null>(null);
  const selected = chosen === 'all' ? entries : entries.filter((each) => chosen.has(keyOf(each)));

  const focused = () => {
    const key = document.activeElement?.closest('[role="row"][data-key]')?.getAttribute('data-key');
    return selected.length ? selected : entries.filter((each) => keyOf(each) === key);
  };
  const bring = (which: readonly TrashEntry[]) => {
    if (!which.length) return;
    restore.mutate(which);
    setChosen(new Set());
  };
  const ask = (which: readonly TrashEntry[]) => which.length && setAsked(which);
  useShortcut('r', texts.keys.restore, () => bring(focused()));
  useShortcut('Delete', texts.keys.erase, () => ask(focused()));

  return (
    <Room
      title={texts.title}
      actions={
        all.length ? (
          <Button icon={<Trash2 aria-hidden />} onPress={() => setAsked('all')}>
            {texts.empty}
          </Button>
        ) : null
      }
    >
      <p className={css.hint}>{texts.hint}</p>
      <Segments
        label={texts.kind}
        hiddenLabel
        choices={[{ id: ALL, name: texts.all }, ...KINDS.map((id) => ({ id: id as string, name: texts.kinds[id] }))]}
        value={only ?? ALL}
        onChange={(id) =>
          void navigate({ to: '/studio/trash', search: id === ALL ? {} : { kind: id }, replace: true, resetScroll: false })
        }
      />
      {selected.length ? (
        <section className={css.bulk} aria-label={texts.withSelected}>
          <strong aria-live="polite">{common.selected(selected.length)}</strong>
          <Button small icon={<RotateCcw aria-hidden />} onPress={() => bring(selected)}>
            {texts.restore}
          </Button>
          <Button small icon={<Trash2 aria-hidden />} onPress={() => setAsked(selected)}>
            {texts.erase}
          </Button>
          <IconButton small label={texts.none} icon={<X aria-hidden />} onPress={() => setChosen(new Set())} />
        </section>
      ) : null}
      {trash.error && !all.length ? <ErrorNote error={trash.error} onRetry={() => trash.refetch()} /> : null}
      {trash.isPending ? <Skeleton count={6} /> : null}
      {trash.data && !entries.length && !trash.hasNextPage ? (
        <Empty icon={<Trash2 />} title={only ? texts.noneOf : texts.nothing}>
          {texts.nothingHint}
        </Empty>
      ) : null}
      {entries.length ? (
        <Virtualizer layout={ListLayout} layoutOptions={LAYOUT}>
          <GridList
            aria-label={texts.title}
            className={css.list ?? ''}
            items={entries.map((entry) => ({ ...entry, id: keyOf(entry), entry }))}
            selectionMode="multiple"
            selectedKeys={chosen === 'all' ? 'all' : new Set(selected.map(keyOf))}
            onSelectionChange={setChosen}
            disallowTypeAhead
            dependencies={[texts]}
          >
            {({ id, entry }) => <Row key={id} entry={entry} onRestore={() => bring([entry])} onErase={() => ask([entry])} />}
          </GridList>
        </Virtualizer>
      ) : null}
      <More
        more={Boolean(trash.hasNextPage)}
        loading={trash.isFetchingNextPage}
        failed={trash.isFetchNextPageError}
        load={() => void trash.fetchNextPage()}
      />
      <Confirm
        title={asked === 'all' ? texts.emptyTitle : texts.eraseTitle(asked?.length ?? 0)}
        text={texts.eraseText}
        action={asked === 'all' ? texts.empty : texts.erase}
        isOpen={asked !== null}
        final
        onClose={() => setAsked(null)}
        onConfirm={() => {
          setChosen(new Set());
          return asked ? erase.mutateAsync(asked === 'all' ? null : asked).catch(() => undefined) : undefined;
        }}
      />
    </Room>
  );
}

function Row({ entry, onRestore, onErase }: { entry: TrashEntry; onRestore: () => void; onErase: () => void }) {
  const { library: texts, common } = useTexts();
  const { ago, date, bytes } = useFormats();
  const Icon = ICONS[entry.kind];
  const name = entry.title || texts.kindOf[entry.kind];
  return (
    <GridListItem id={keyOf(entry)} textValue={name} className={css.entry ?? ''}>
      <Checkbox slot="selection" aria-label={common.select}>
        {null}
      </Checkbox>
      <Icon aria-hidden className={css.icon} />
      <div className={css.about}>
        <p className={css.name} dir="auto">
          {name}
        </p>
        <p className={css.facts}>
          <span>{texts.kindOf[entry.kind]}</span>
          <span>{texts.deletedAt(ago(entry.deleted_at))}</span>
          <span>{texts.goesAt(date(entry.purge_at))}</span>
          {entry.bytes ? <span>{bytes(entry.bytes)}</span> : null}
        </p>
      </div>
      <div className={css.acts}>
        <IconButton small label={texts.restore} icon={<RotateCcw aria-hidden />} onPress={onRestore} />
        <IconButton small label={texts.erase} icon={<Trash2 aria-hidden />} onPress={onErase} />
      </div>
    </GridListItem>
  );
}
