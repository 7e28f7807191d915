import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import {
  ArrowLeft,
  Camera,
  Check,
  Clapperboard,
  Download,
  EllipsisVertical,
  Expand,
  FolderInput,
  Images,
  ImageUp,
  ListChecks,
  Pencil,
  Sparkles,
  Trash2,
  X,
} from 'lucide-react';
import { lazy, type ReactNode, Suspense, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { isRushesError } from 'rushes';
import { CollectionWriting } from '@/features/prompts/collection-writing';
import { LAYER, useClosing } from '@/platform/layer';
import { keys } from '@/platform/queries';
import { useRushes } from '@/platform/service';
import { useShortcut, useToldKeys } from '@/platform/shortcuts';
import { Store } from '@/platform/store';
import { useTexts } from '@/texts';
import { Button, IconButton } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { ErrorNote } from '@/ui/error-note';
import { type MenuAction, MenuAt } from '@/ui/menu';
import { Empty, Skeleton } from '@/ui/notes';
import { Room } from '@/ui/room';
import { tell, tellError } from '@/ui/toasts';
import { type Carrier, cellOf } from '@/ui/wall';
import { Act } from './act';
import { useBring } from './bring';
import type { Lifted } from './carry';
import { ChooseCollection, type Chosen } from './choose-collection';
import { CollectionDialogs, type Opened } from './collection-dialogs';
import { useNewCollection } from './new-collection';
import { download, usePictureChanges } from './picture-changes';
import css from './pictures.module.css';
import { PicturesWall } from './pictures-wall';
import { PromptPanel, preloadPanel } from './prompting';
import { type Picture, useCollection, usePictures } from './queries';
import { useUploads } from './uploads';
import type { WallActs } from './wall-acts';

const Carry = lazy(async () => ({ default: (await import('./carry')).Carry }));
const Lightbox = lazy(async () => ({ default: (await import('./lightbox')).Lightbox }));

const FROM = '/studio/pictures/$collectionId';
const NOBODY: ReadonlySet<string> = new Set();
type Open = { dialog: 'move'; pictures: readonly Picture[]; fresh?: boolean } | { dialog: 'rejected'; picture: Picture };

export function PicturesView() {
  const { collectionId } = useParams({ from: FROM });
  return <PicturesOf key={collectionId} collectionId={collectionId} />;
}

/** The card that has focus, or holds it. */
function focused(): string | null {
  return document.activeElement?.closest('[data-wall] [data-key]')?.getAttribute('data-key') ?? null;
}

function focusCard(id: string): void {
  // after what closes has given focus back
  requestAnimationFrame(() => cardOf(id)?.focus());
}

const cardOf = (id: string) => cellOf(document.querySelector('[data-wall]'), id);

function PicturesOf({ collectionId }: { collectionId: string }) {
  const { images: texts, common } = useTexts();
  const { picture: panel, large } = useSearch({ from: FROM });
  const navigate = useNavigate({ from: FROM });
  const rushes = useRushes();
  const uploads = useUploads();
  const collection = useCollection(collectionId);
  const { pictures, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = usePictures(collectionId);
  const changes = usePictureChanges(collectionId);
  const { made } = useNewCollection();
  const [open, setOpen] = useState<Open>();
  const [about, setAbout] = useState<Opened>();
  const [menu, setMenu] = useState<{ picture: Picture; at: { current: Element } }>();
  const [mode, setMode] = useState(false);
  const [selected, setSelected] = useState(NOBODY);
  const [near, setNear] = useState(false);
  const [lifted, setLifted] = useState<Lifted>();
  const carrier = useRef<Carrier>(null);
  const editing = useRef(new Store<string | null>(null)).current;
  const chosen = useMemo(
    () => (selected.size ? (pictures ?? []).filter(({ id }) => selected.has(id)) : []),
    [pictures, selected],
  );
  const selecting = mode || chosen.length > 0;
  const { pick, snap, element } = useBring((files) => uploads.add(files, collectionId));

  const select = (ids: ReadonlySet<string>) => {
    setSelected(ids);
    setMode(ids.size > 0);
  };
  const leave = () => select(NOBODY);
  const closing = useClosing();
  /** What is open already gives way to another; else it is a step that the way back undoes. */
  const show = (search: { picture?: string; large?: string }, replace = panel !== undefined || large !== undefined) =>
    navigate({ search, replace, resetScroll: false, state: replace ? true : LAYER });
  const close = (then?: () => void) => closing(() => void show({}, true), then);
  const write = (id: string) => {
    const picture = pictures?.find((each) => each.id === id);
    if (picture?.status === 'rejected') setOpen({ dialog: 'rejected', picture });
    else if (picture?.status === 'uploading') tell('told', texts.wall.notReady);
    else void show({ picture: id });
  };
  /** To the one that then stands where they were. */
  const goOn = (some: readonly Picture[]) => {
    const going = new Set(some.map(({ id }) => id));
    const others = pictures ?? [];
    const first = others.findIndex(({ id }) => going.has(id));
    const next = others.find(({ id }, at) => at > first && !going.has(id)) ?? others.findLast(({ id }) => !going.has(id));
    leave();
    if (next) focusCard(next.id);
  };
  const remove = (some: readonly Picture[]) => {
    goOn(some);
    void changes.remove(some);
  };
  const move = async (some: readonly Picture[], where: Chosen) => {
    goOn(some);
    try {
      await changes.move(some, await made(where));
    } catch (failure) {
      tellError(failure, common.error.unexpected);
    }
  };
  const save = (picture: Picture) => {
    tell('told', texts.wall.downloading);
    download(rushes, picture, texts.untitled).catch((failure) => tellError(failure, common.error.unexpected));
  };
  const edit = (id: string) => requestAnimationFrame(() => editing.set(id)); // when the menu has given focus back

  const rename = useEffectEvent((picture: Picture, title: string) => void changes.rename(picture, title));
  // biome-ignore lint/correctness/useExhaustiveDependencies: what cards ask of the view stays the same as long as it stands
  const acts = useMemo<WallActs>(
    () => ({
      editing,
      rename: (picture, title) => rename(picture, title),
      menu: (picture, at) => setMenu({ picture, at: { current: at } }),
      focus: focusCard,
      near: () => {
        preloadPanel();
        setNear(true);
      },
    }),
    [],
  );

  /** What keys are about: those that are selected, else the one that has focus. */
  const meant = (): readonly Picture[] => {
    if (chosen.length) return chosen;
    const id = focused();
    return (pictures ?? []).filter((each) => each.id === id);
  };
  const one = (act: (picture: Picture) => void, ready = false) => {
    const [picture] = meant();
    if (picture && (!ready || picture.status === 'ready')) act(picture);
  };
  const lift = () => {
    const card = document.activeElement?.closest('[data-wall] [data-key]');
    if (card) setLifted({ pictures: meant(), card });
  };
  const { wall } = texts;
  useShortcut('n', texts.upload.key, pick);
  useShortcut('s', wall.selectKey, () => (selecting ? leave() : setMode(true)));
  useShortcut('Escape', common.shortcuts.close, leave, mode && !chosen.length);
  useShortcut('Delete', wall.deleteKey, () => meant().length && remove(meant()));
  useShortcut('m', wall.moveKey, () => meant().length && setOpen({ dialog: 'move', pictures: meant() }));
  useShortcut('d', wall.carryKey, lift);
  useShortcut('e', wall.edit, () => one(({ id }) => edit(id)));
  useShortcut('l', wall.large, () => one(({ id }) => void show({ large: id }), true));

  useToldKeys(wall.keys);

  const actionsOf = (picture: Picture): (MenuAction | null)[] => {
    const refused = picture.status === 'ready' ? undefined : wall.notReady;
    return [
      { id: 'write', name: wall.write, icon: <Sparkles />, refused, act: () => write(picture.id) },
      {
        id: 'video',
        name: wall.video,
        icon: <Clapperboard />,
        refused,
        act: () => void navigate({ to: '/studio/videos/new', search: { picture: picture.id } }),
      },
      null,
      { id: 'large', name: wall.large, icon: <Expand />, refused, act: () => void show({ large: picture.id }) },
      { id: 'download', name: wall.download, icon: <Download />, refused, act: () => save(picture) },
      { id: 'edit', name: wall.edit, icon: <Pencil />, act: () => edit(picture.id) },
      { id: 'move', name: wall.move, icon: <FolderInput />, act: () => setOpen({ dialog: 'move', pictures: [picture] }) },
      { id: 'select', name: common.select, icon: <ListChecks />, act: () => select(new Set([...selected, picture.id])) },
      null,
      { id: 'delete', name: common.delete, icon: <Trash2 />, dangerous: true, act: () => remove([picture]) },
    ];
  };

  useEffect(() => {
    // beside the panel the wall is narrower: what it is about stays in sight
    if (panel) requestAnimationFrame(() => cardOf(panel)?.scrollIntoView({ block: 'nearest' }));
  }, [panel]);
  const inWall = pictures?.find(({ id }) => id === panel);

  const name = collection.data?.name ?? '';
  const many = Math.max(pictures?.length ?? 0, hasNextPage ? (collection.data?.image_count ?? 0) : 0);
  const back = (
    <IconButton
      label={texts.collections.back}
      icon={<ArrowLeft aria-hidden />}
      onPress={() => void navigate({ to: '/studio/pictures' })}
    />
  );
  if (collection.error && !collection.data) {
    return (
      <Room title={texts.title} above={back}>
        <ErrorNote error={collection.error} onRetry={() => collection.refetch()} />
      </Room>
    );
  }
  const upload = (
    <Button look="main" icon={<ImageUp aria-hidden />} onPress={pick}>
      {texts.upload.action}
    </Button>
  );
  const photo = (
    <span className={css.touch}>
      <Act label={texts.upload.camera} icon={<Camera aria-hidden />} onPress={snap} />
    </span>
  );
  const actions = (
    <>
      {pictures?.length ? (
        <>
          <CollectionWriting collectionId={collectionId} />
          <Act
            label={selecting ? common.done : common.select}
            icon={selecting ? <Check aria-hidden /> : <ListChecks aria-hidden />}
            onPress={() => (selecting ? leave() : setMode(true))}
          />
          {photo}
          {upload}
        </>
      ) : null}
      {collection.data ? (
        <IconButton
          label={texts.collections.menu(name)}
          aria-haspopup="menu"
          icon={<EllipsisVertical aria-hidden />}
          onPress={({ target }) =>
            collection.data && setAbout({ what: 'menu', collection: collection.data, at: { current: target } })
          }
        />
      ) : null}
    </>
  );
  return (
    <Room
      title={name || texts.title}
      above={back}
      actions={actions}
      beside={
        panel ? (
          <Asked id={panel} known={inWall} onMissing={close}>
            {() => (
              <Suspense>
                <PromptPanel key={panel} imageId={panel} image={inWall} onClose={close} />
              </Suspense>
            )}
          </Asked>
        ) : null
      }
    >
      {pictures?.length ? (
        <p className={css.under}>
          <span>{texts.pictures(many)}</span>
        </p>
      ) : null}
      {selecting ? (
        <div className={css.bar} role="toolbar" aria-label={texts.selection.bar}>
          <span className={css.count} role="status">
            {common.selected(chosen.length)}
          </span>
          <Button
            small
            onPress={() => select(chosen.length === pictures?.length ? NOBODY : new Set(pictures?.map(({ id }) => id)))}
          >
            {chosen.length > 0 && chosen.length === pictures?.length ? texts.selection.none : texts.selection.all}
          </Button>
          <Act
            small
            label={texts.selection.move}
            icon={<FolderInput aria-hidden />}
            isDisabled={!chosen.length}
            onPress={() => setOpen({ dialog: 'move', pictures: chosen })}
          />
          <Act
            small
            label={common.delete}
            icon={<Trash2 aria-hidden />}
            isDisabled={!chosen.length}
            onPress={() => remove(chosen)}
          />
          <IconButton small label={common.done} icon={<X aria-hidden />} onPress={leave} />
        </div>
      ) : null}
      {error && !pictures ? <ErrorNote error={error} onRetry={() => refetch()} /> : null}
      {!pictures && !error ? <Skeleton shape="picture" count={12} /> : null}
      {pictures?.length === 0 && !hasNextPage ? (
        <Empty
          icon={<Images />}
          title={texts.wall.empty}
          action={
            <span className={css.first}>
              {upload}
              {photo}
            </span>
          }
        >
          {texts.wall.emptyHint}
        </Empty>
      ) : null}
      {pictures?.length || hasNextPage ? (
        <PicturesWall
          name={name}
          pictures={pictures ?? []}
          selected={selected}
          selecting={selecting}
          acts={acts}
          onSelect={select}
          onOpen={({ id }) => write(id)}
          carrier={carrier}
          more={hasNextPage && !error ? { load: () => void fetchNextPage(), loading: isFetchingNextPage } : null}
        />
      ) : null}
      {error && pictures ? <ErrorNote error={error} onRetry={() => fetchNextPage()} /> : null}
      {element}
      {near ? (
        <Suspense>
          <Carry
            ref={carrier}
            from={collectionId}
            along={(id) => (selected.has(id) ? chosen : (pictures ?? []).filter((each) => each.id === id))}
            lifted={lifted}
            onLaid={(some, place) => {
              if (place) void move(some, place);
              else setOpen({ dialog: 'move', pictures: some, fresh: true });
            }}
          />
        </Suspense>
      ) : null}
      {menu ? (
        <MenuAt
          label={texts.wall.menu(menu.picture.title || texts.untitled)}
          actions={actionsOf(menu.picture)}
          at={menu.at}
          onClose={() => setMenu(undefined)}
        />
      ) : null}
      {large ? (
        <Asked id={large} known={pictures?.find(({ id }) => id === large)} onMissing={close}>
          {(picture) => (
            <Suspense>
              <Lightbox
                pictures={pictures ?? []}
                picture={picture}
                onShow={(id) => void show({ large: id })}
                onSave={save}
                onWrite={(id) => void show({ picture: id })}
                onClose={() => close(() => focusCard(large))}
              />
            </Suspense>
          )}
        </Asked>
      ) : null}
      {open?.dialog === 'move' ? (
        <ChooseCollection
          count={open.pictures.length}
          action={texts.choose.move}
          from={collectionId}
          fresh={open.fresh}
          onChoose={(where) => void move(open.pictures, where)}
          onClose={() => setOpen(undefined)}
        />
      ) : null}
      {open?.dialog === 'rejected' ? (
        <Dialog
          title={wall.rejectedTitle}
          isOpen
          onClose={() => setOpen(undefined)}
          actions={
            <>
              <Button onPress={() => setOpen(undefined)}>{common.close}</Button>
              <Button
                look="danger"
                onPress={() => {
                  setOpen(undefined);
                  remove([open.picture]);
                }}
              >
                {common.delete}
              </Button>
            </>
          }
        >
          <p>{open.picture.error?.message}</p>
          <p>{open.picture.error?.suggestedAction || wall.uploadAnother}</p>
        </Dialog>
      ) : null}
      <Suspense>
        {about ? (
          <CollectionDialogs
            opened={about}
            open={setAbout}
            count={many}
            onDeleted={() => void navigate({ to: '/studio/pictures' })}
          />
        ) : null}
      </Suspense>
    </Room>
  );
}

/** A picture that an address names: also one that is on no page that was read; and where there is none, that is said. */
function Asked({
  id,
  known,
  onMissing,
  children,
}: {
  id: string;
  known: Picture | undefined;
  onMissing: () => void;
  children: (picture: Picture) => ReactNode;
}) {
  const { images, common } = useTexts();
  const rushes = useRushes();
  const asked = useQuery({
    queryKey: keys.image(id),
    enabled: !known,
    queryFn: ({ signal }) => rushes.images.get(id, { signal }),
  });
  const missing = useEffectEvent((failure: Error) => {
    onMissing();
    if (isRushesError(failure, 'NOT_FOUND')) tell('bad', images.wall.notThere);
    else tellError(failure, common.error.unexpected);
  });
  const failure = known ? null : asked.error;
  useEffect(() => {
    if (failure) missing(failure);
  }, [failure]);
  const picture = known ?? asked.data;
  return picture ? children(picture) : null;
}
