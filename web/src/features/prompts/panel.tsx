import { useNavigate, useSearch } from '@tanstack/react-router';
import { Columns2, Download, Ellipsis, PenLine } from 'lucide-react';
import {
  lazy,
  type KeyboardEvent as ReactKeyboardEvent,
  type RefObject,
  Suspense,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
} from 'react';
import { useServiceLimits } from '@/features/account/account';
import { useThumbnails } from '@/features/images/thumbnails';
import { LAYER, useClosing } from '@/platform/layer';
import { useRushes } from '@/platform/service';
import { useShortcut } from '@/platform/shortcuts';
import { useWide } from '@/platform/width';
import { useTexts } from '@/texts';
import { IconButton } from '@/ui/button';
import { Confirm, Drawer, SidePanel } from '@/ui/dialog';
import { ErrorNote } from '@/ui/error-note';
import { Menu } from '@/ui/menu';
import { Empty, Skeleton } from '@/ui/notes';
import { tell, tellError } from '@/ui/toasts';
import { WritingForm } from './form';
import css from './prompts.module.css';
import { type Picture, useImage, usePrompts, useVariantChanges, type Variant } from './queries';
import { savePrompts } from './save';
import { copy, type Doing } from './variant';
import { VariantList } from './variants';

const Compare = lazy(async () => ({ default: (await import('./compare')).Compare }));
const HistoryDialog = lazy(async () => ({ default: (await import('./history')).HistoryDialog }));

interface PanelProps {
  imageId: string;
  onClose: () => void;
  /** The picture, where a list has it that is live: then it is not listened to once more. */
  image?: Picture | undefined;
}

/** The prompts of a picture: beside it, on phones a drawer over it. */
export function PromptPanel({ imageId, onClose, image }: PanelProps) {
  const wide = useWide();
  const { prompts: texts } = useTexts();
  const opener = useRef(document.activeElement);
  const [open, setOpen] = useState(false);
  const close = () => {
    const before = opener.current;
    onClose();
    requestAnimationFrame(() => {
      const cell = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(imageId)}"]`);
      const there = before instanceof HTMLElement && before !== document.body && before.isConnected;
      (there ? before : cell)?.focus();
    });
  };
  const Sheet = wide ? SidePanel : Drawer;
  return (
    <Sheet
      title={texts.title}
      isOpen
      onClose={close}
      foot={<WritingForm key={imageId} imageId={imageId} wide={wide} open={open} onOpen={setOpen} />}
    >
      <Inside key={imageId} imageId={imageId} given={image} onClose={close} beside={wide} onBusy={() => setOpen(false)} />
    </Sheet>
  );
}

interface InsideProps {
  imageId: string;
  given: Picture | undefined;
  onClose: () => void;
  beside: boolean;
  /** Something is done in a card: it needs the room. */
  onBusy: () => void;
}

function Inside({ imageId, given, onClose, beside, onBusy }: InsideProps) {
  const { prompts: texts } = useTexts();
  const place = useRef<HTMLDivElement>(null);
  const asked = usePrompts(imageId);
  const image = useImage(imageId, given);
  const changes = useVariantChanges(imageId);
  const [chosen, setChosen] = useState<string | null>(null);
  const [doing, setDoing] = useState<Doing | null>(null);
  const [deleting, setDeleting] = useState<Variant | null>(null);
  const [looking, setLooking] = useState<Variant | null>(null);
  const [compared, compare] = useCompared();
  const variants = asked.data ?? [];
  const primary = image.data?.primary_prompt_id ?? null;
  const current = variants.find(({ id }) => id === chosen) ?? variants.find(({ id }) => id === primary) ?? variants[0];

  useEffect(() => {
    if (beside) place.current?.focus({ preventScroll: true });
  }, [beside]);
  useEscape(beside, onClose);
  const seen = useRef<number | null>(null);
  useEffect(() => {
    const before = seen.current;
    seen.current = asked.data ? variants.length : null;
    if (before === null || variants.length <= before) return;
    place.current?.querySelector('[role="row"]:last-of-type')?.scrollIntoView({ block: 'nearest' }); // what was just asked for
  }, [variants.length, asked.data]);

  const rowOf = (id: string | undefined) =>
    place.current?.querySelector<HTMLElement>(id ? `[role="row"][data-key="${CSS.escape(id)}"]` : '[role="row"]');
  /** In a card; afterwards focus is back on it. */
  const busy = (what: Doing | null) => {
    const before = doing;
    setDoing(what);
    if (what) onBusy();
    if (!what && before) requestAnimationFrame(() => rowOf(before.id)?.focus());
  };
  const settled = current && current.status !== 'pending';
  const step = (by: -1 | 1) => {
    const within = document.activeElement?.closest('[role="row"]');
    rowOf((within && current ? variants[variants.indexOf(current) + by] : current)?.id)?.focus();
  };
  const onKeys = useVariantKeys(place, {
    ArrowDown: [texts.keys.next, () => step(1)],
    ArrowUp: [texts.keys.previous, () => step(-1)],
    c: [texts.keys.copy, () => current?.prompt_text && void copy(current.prompt_text, texts.variant)],
    e: [texts.keys.edit, () => settled && busy({ what: 'edit', id: current.id })],
    p: [texts.keys.primary, () => current && current.id !== primary && changes.primary.mutate(current.id)],
    f: [texts.keys.favourite, () => current && changes.update.mutate({ id: current.id, favourite: !current.favourite })],
    Delete: [texts.keys.remove, () => settled && setDeleting(current)],
  });
  const remove = async (variant: Variant) => {
    const at = variants.indexOf(variant);
    const next = variants[at + 1] ?? variants[at - 1];
    changes.remove.mutate(variant.id);
    setTimeout(() => (next ? rowOf(next.id) : place.current)?.focus()); // after the question has given focus back
  };

  return (
    <div ref={place} tabIndex={-1} className={css.inside} onKeyDownCapture={onKeys}>
      <Head imageId={imageId} image={image.data} variants={variants} onCompare={compare} />
      {asked.error && !asked.data ? <ErrorNote error={asked.error} onRetry={() => asked.refetch()} /> : null}
      {asked.isPending ? <Skeleton count={6} /> : null}
      {asked.data && variants.length === 0 ? (
        <Empty icon={<PenLine />} title={texts.panel.empty}>
          {texts.panel.emptyHint}
        </Empty>
      ) : null}
      {variants.length ? (
        <VariantList
          imageId={imageId}
          variants={variants}
          primary={primary}
          changes={changes}
          current={current?.id ?? null}
          onCurrent={setChosen}
          doing={doing}
          onDoing={busy}
          onCompare={(one, other) => compare([one, other])}
          onDelete={setDeleting}
          onHistory={setLooking}
        />
      ) : null}
      <Confirm
        title={texts.variant.removeTitle}
        text={texts.variant.removeText}
        action={texts.variant.remove}
        isOpen={deleting !== null}
        onClose={() => setDeleting(null)}
        onConfirm={() => (deleting ? remove(deleting) : undefined)}
      />
      <Suspense>
        {looking ? <HistoryDialog variant={looking} changes={changes} onClose={() => setLooking(null)} /> : null}
        {compared && asked.data ? (
          <Compare
            imageId={imageId}
            variants={variants}
            primary={primary}
            chosen={compared}
            onChoose={compare}
            onClose={() => compare(null)}
            changes={changes}
          />
        ) : null}
      </Suspense>
    </div>
  );
}

/** Which two are compared: it stands in the address. */
function useCompared(): [readonly string[] | null, (ids: readonly string[] | null) => void] {
  const { compare } = useSearch({ strict: false }) as { compare?: string };
  const navigate = useNavigate();
  const closing = useClosing();
  const go = (ids: readonly string[] | null, replace: boolean) =>
    void navigate({
      to: '.',
      search: (({ compare: _, ...rest }: { compare?: string }) => (ids ? { ...rest, compare: ids.join(',') } : rest)) as never,
      resetScroll: false,
      replace,
      state: replace ? true : LAYER,
    });
  const choose = (ids: readonly string[] | null) => (ids ? go(ids, compare !== undefined) : closing(() => go(null, true)));
  return [compare === undefined ? null : compare.split(','), choose];
}

/** Esc closes what stands beside; a dialog or a menu above it has its own. */
function useEscape(enabled: boolean, close: () => void): void {
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('[role="alertdialog"], [role="menu"]'))
      close();
  });
  useEffect(() => {
    if (!enabled) return;
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [enabled]);
}

type Keys = Readonly<Record<string, readonly [string, () => unknown]>>;
const TYPING = 'input:not([type="radio"]), textarea, [role="menu"], [role="alertdialog"], [role="dialog"] [role="dialog"]';

/**
 * Keys for the variant that is in view. They hold while focus is in the panel or nowhere, so that the same keys are the wall's while somebody
 * is there; what is inside of the list (which keeps its keys to itself) is heard on the way down.
 */
function useVariantKeys(place: RefObject<HTMLElement | null>, keys: Keys) {
  const [here, setHere] = useState(true);
  useEffect(() => {
    const look = () => {
      const [at, panel] = [document.activeElement, place.current?.closest('aside')];
      if (at?.closest('[role="dialog"], [role="alertdialog"]')) return; // what is above goes again
      setHere(at === null || at === document.body || (panel?.contains(at) ?? false));
    };
    const later = () => setTimeout(look);
    document.addEventListener('focusin', look);
    document.addEventListener('focusout', later);
    return () => {
      document.removeEventListener('focusin', look);
      document.removeEventListener('focusout', later);
    };
  }, [place]);
  for (const [key, [label, act]] of Object.entries(keys)) {
    // biome-ignore lint/correctness/useHookAtTopLevel: always the same keys
    useShortcut(key, label, act, here);
  }
  return (event: ReactKeyboardEvent) => {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || !(target instanceof Element) || target.closest(TYPING)) return;
    if (!place.current?.contains(target)) return; // of a dialog that stands elsewhere
    if (key.startsWith('Arrow') && target !== place.current) return; // the list, the stars and menus have them
    const found = keys[key.length === 1 ? key.toLowerCase() : key];
    if (!found) return;
    event.preventDefault();
    event.stopPropagation();
    found[1]();
  };
}

interface HeadProps {
  imageId: string;
  image: Picture | undefined;
  variants: readonly Variant[];
  onCompare: (ids: readonly string[]) => void;
}

/** The picture small, and what can be done with all of its prompts. */
function Head({ imageId, image, variants, onCompare }: HeadProps) {
  const { common, prompts: texts } = useTexts();
  const rushes = useRushes();
  const { addresses } = useThumbnails([imageId]);
  const thumbnail = addresses.get(imageId);
  const most = useServiceLimits().data?.prompts_per_image;
  const save = (format: 'csv' | 'json') =>
    savePrompts(rushes, format, imageId).then(
      () => tell('good', texts.panel.exported),
      (error) => tellError(error, common.error.unexpected),
    );
  const written = variants.filter(({ prompt_text: text }) => text);
  const [one, other] = written;
  return (
    <div className={css.picture}>
      {thumbnail ? (
        <img src={thumbnail} alt="" crossOrigin="anonymous" />
      ) : (
        <span className={css.blank} style={{ background: image?.colour ?? undefined }} />
      )}
      <div className={css.named}>
        <p>
          <bdi>{image?.title || texts.panel.untitled}</bdi>
        </p>
        <p className={css.quiet}>
          {variants.length && most ? texts.panel.countOf(variants.length, most) : texts.panel.count(variants.length)}
        </p>
      </div>
      {variants.length ? (
        <Menu
          label={texts.panel.more}
          trigger={<IconButton small label={texts.panel.more} icon={<Ellipsis aria-hidden />} />}
          actions={[
            ...(one && other
              ? [
                  {
                    id: 'compare',
                    name: texts.panel.compareTwo,
                    icon: <Columns2 />,
                    act: () => onCompare([one.id, other.id]),
                  },
                ]
              : []),
            { id: 'csv', name: texts.panel.export('CSV'), icon: <Download />, act: () => void save('csv') },
            { id: 'json', name: texts.panel.export('JSON'), icon: <Download />, act: () => void save('json') },
          ]}
        />
      ) : null}
    </div>
  );
}
