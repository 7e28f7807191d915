import {
  ArrowDown,
  ArrowUp,
  Clapperboard,
  Columns2,
  Copy,
  Crown,
  Ellipsis,
  Heart,
  History,
  PenLine,
  RefreshCw,
  Sparkles,
  Trash2,
} from 'lucide-react';
import { type FormEvent, type KeyboardEvent, type ReactNode, useState } from 'react';
import { copyText } from '@/platform/clipboard';
import { type Texts, useTexts } from '@/texts';
import { Button, ButtonLink, IconButton } from '@/ui/button';
import { TextInput } from '@/ui/field';
import { Menu } from '@/ui/menu';
import { Badge, Progress } from '@/ui/notes';
import { tell } from '@/ui/toasts';
import { shifted } from './order';
import css from './prompts.module.css';
import { useRefine, useStyles, type Variant, type VariantChanges } from './queries';
import { MOST_INSTRUCTIONS, MOST_TEXT } from './settings';
import { Stars } from './stars';

/** What somebody is at with a variant, in its card. */
export interface Doing {
  what: 'edit' | 'refine';
  id: string;
}

interface VariantCardProps {
  imageId: string;
  variant: Variant;
  place: number;
  others: readonly Variant[];
  primary: string | null;
  changes: VariantChanges;
  handle: ReactNode;
  doing: Doing | null;
  onDoing: (doing: Doing | null) => void;
  onCompare: (one: string, other: string) => void;
  onDelete: (variant: Variant) => void;
  onHistory: (variant: Variant) => void;
}

export const videoOf = (prompt: string, picture: string) =>
  `/studio/videos/new?${new URLSearchParams({ prompt, picture }).toString()}`;

/** Copies it and says so; where the browser lets no page do that, it says how else. */
export async function copy(text: string, { copied, notCopied }: Texts['prompts']['variant']): Promise<void> {
  if (await copyText(text)) tell('good', copied);
  else tell('bad', notCopied);
}

/** One variant: its text, its styles, and everything that can be done with it. */
export function VariantCard(props: VariantCardProps) {
  const { variant, place, others, primary, changes, handle, doing, onDoing } = props;
  const { common, prompts: texts } = useTexts();
  const { id, prompt_text: text, status } = variant;
  const isPrimary = id === primary;
  const busy = doing?.id === id ? doing.what : null;
  const pending = status === 'pending';
  return (
    <div className={css.card}>
      <div className={css.head}>
        {handle}
        <div className={css.titles}>
          <h3>{texts.variant.name(place)}</h3>
          {isPrimary ? <Badge kind="accent">{texts.variant.primary}</Badge> : null}
          {status === 'completed' ? null : (
            <Badge kind={status === 'failed' ? 'bad' : pending ? 'warn' : 'told'}>{texts.state[status]}</Badge>
          )}
        </div>
        <VariantMenu {...props} />
      </div>
      {pending ? (
        <div className={css.pending} role="status">
          <Progress label={texts.state.pending} />
          <p>{texts.pendingHint}</p>
        </div>
      ) : null}
      {variant.error ? <Failed variant={variant} changes={changes} /> : null}
      {busy === 'edit' ? (
        <EditText variant={variant} changes={changes} onDone={() => onDoing(null)} />
      ) : (
        <PromptText text={text} language={variant.language} />
      )}
      {variant.user_instruction ? (
        <p className={css.asked}>
          {texts.variant.asked}: <q dir="auto">{variant.user_instruction}</q>
          {variant.refines ? ` · ${refined(others, variant.refines, texts.variant.refined)}` : ''}
        </p>
      ) : null}
      <div className={css.under}>
        <Chips variant={variant} />
        {text && !pending && !busy ? (
          <ButtonLink small href={videoOf(id, variant.image_id)} icon={<Clapperboard aria-hidden />}>
            {texts.variant.video}
          </ButtonLink>
        ) : null}
      </div>
      {busy === 'refine' ? <Refine {...props} onDone={() => onDoing(null)} /> : null}
      {busy || !text ? null : (
        <div className={css.row}>
          <IconButton small label={common.copy} icon={<Copy aria-hidden />} onPress={() => copy(text, texts.variant)} />
          <IconButton
            small
            label={common.edit}
            icon={<PenLine aria-hidden />}
            isDisabled={pending}
            onPress={() => onDoing({ what: 'edit', id })}
          />
          <IconButton
            small
            label={isPrimary ? texts.variant.isPrimary : texts.variant.makePrimary}
            aria-pressed={isPrimary}
            icon={<Crown aria-hidden className={isPrimary ? css.filled : undefined} />}
            onPress={() => isPrimary || changes.primary.mutate(id)}
          />
          <IconButton
            small
            label={texts.variant.favourite}
            aria-pressed={variant.favourite}
            icon={<Heart aria-hidden className={variant.favourite ? css.filled : undefined} />}
            onPress={() => changes.update.mutate({ id, favourite: !variant.favourite })}
          />
          <Stars
            label={texts.variant.rating}
            value={variant.rating}
            onChange={(rating) => changes.update.mutate({ id, rating })}
          />
        </div>
      )}
    </div>
  );
}

function refined(others: readonly Variant[], id: string, say: (place: number) => string): string {
  const at = others.findIndex((each) => each.id === id);
  return at < 0 ? '' : say(at + 1);
}

function VariantMenu({ imageId, variant, place, others, changes, onDoing, onCompare, onDelete, onHistory }: VariantCardProps) {
  const { prompts: texts } = useTexts();
  const { id, status, prompt_text: text } = variant;
  const ids = others.map((each) => each.id);
  const writing = status === 'pending' ? texts.state.pending : undefined;
  const other = others.find((each) => each.id !== id && each.prompt_text);
  return (
    <Menu
      label={texts.variant.more(place)}
      trigger={<IconButton small label={texts.variant.more(place)} icon={<Ellipsis aria-hidden />} />}
      actions={[
        ...(text
          ? [
              {
                id: 'refine',
                name: texts.variant.refine,
                icon: <Sparkles />,
                refused: writing,
                act: () => onDoing({ what: 'refine', id }),
              },
            ]
          : []),
        ...(status === 'draft' && !variant.error
          ? []
          : [
              {
                id: 'regenerate',
                name: texts.variant.regenerate,
                hint: texts.variant.regenerateHint,
                refused: writing,
                icon: <RefreshCw />,
                act: () => changes.regenerate.mutate(id),
              },
            ]),
        { id: 'history', name: texts.variant.history, icon: <History />, act: () => onHistory(variant) },
        ...(other && text
          ? [{ id: 'compare', name: texts.variant.compare, icon: <Columns2 />, act: () => onCompare(id, other.id) }]
          : []),
        ...(place > 1
          ? [
              {
                id: 'up',
                name: texts.variant.moveUp,
                icon: <ArrowUp />,
                act: () => changes.order.mutate(shifted(ids, id, -1)),
              },
            ]
          : []),
        ...(place < ids.length
          ? [
              {
                id: 'down',
                name: texts.variant.moveDown,
                icon: <ArrowDown />,
                act: () => changes.order.mutate(shifted(ids, id, 1)),
              },
            ]
          : []),
        null,
        {
          id: 'delete',
          name: texts.variant.remove,
          icon: <Trash2 />,
          dangerous: true,
          refused: writing,
          act: () => onDelete(variant),
        },
      ]}
      key={imageId}
    />
  );
}

const LONG = 420;

/** The text in its language; a long one opens. */
export function PromptText({ text, language }: { text: string; language: string }) {
  const { prompts: texts } = useTexts();
  const [whole, setWhole] = useState(false);
  if (!text) return null;
  const long = text.length > LONG;
  return (
    <div className={css.textual}>
      <p className={`${css.text} ${long && !whole ? css.short : ''}`} lang={language} dir="auto">
        {text}
      </p>
      {long ? (
        <Button small look="quiet" aria-expanded={whole} onPress={() => setWhole(!whole)}>
          {whole ? texts.variant.less : texts.variant.whole}
        </Button>
      ) : null}
    </div>
  );
}

/** The styles that it was asked for with, and its language. */
export function Chips({ variant }: { variant: Variant }) {
  const { common, prompts: texts } = useTexts();
  const styles = useStyles();
  const { seconds, aspect_ratio: format } = variant.config as { seconds?: number | null; aspect_ratio?: string | null };
  const chosen = variant.model_name === null && variant.status === 'draft' && !variant.config.camera_style;
  const names = [
    common.language[variant.language],
    ...(chosen ? [] : [styles.name('camera_style', variant.camera_style)]),
    ...variant.film_effects.map((id) => styles.name('film_effects', id)),
    ...(variant.lighting ? [styles.name('lighting', variant.lighting)] : []),
    ...(variant.mood ? [styles.name('mood', variant.mood)] : []),
    ...(seconds ? [texts.variant.seconds(seconds)] : []),
    ...(format ? [format] : []),
  ];
  return (
    <ul className={css.chips}>
      {names.map((name) => (
        <li key={name}>
          <Badge>{name}</Badge>
        </li>
      ))}
    </ul>
  );
}

function Failed({ variant, changes }: { variant: Variant; changes: VariantChanges }) {
  const { common } = useTexts();
  const { error } = variant;
  if (!error || variant.status === 'pending') return null;
  return (
    <div className={css.failed} role="alert">
      <p>{error.message}</p>
      {error.suggestedAction ? <p>{error.suggestedAction}</p> : null}
      <Button small icon={<RefreshCw aria-hidden />} onPress={() => changes.regenerate.mutate(variant.id)}>
        {common.retry}
      </Button>
    </div>
  );
}

function intoView(place: HTMLElement | null): void {
  place?.scrollIntoView({ block: 'nearest' });
}

/** A small form in the card: Ctrl+Enter sends it, Esc leaves it. */
function formKeys(send: () => unknown, leave: () => void) {
  return {
    onSubmit: (event: FormEvent) => {
      event.preventDefault();
      send();
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === 'Escape') leave();
      else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send();
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}

/** The text where it stands; what others write meanwhile is told before it is replaced. */
function EditText({ variant, changes, onDone }: { variant: Variant; changes: VariantChanges; onDone: () => void }) {
  const { common, prompts: texts } = useTexts();
  const [text, setText] = useState(variant.prompt_text);
  const [known, setKnown] = useState(variant.prompt_text);
  const [refused, setRefused] = useState<string | null>(null);
  const elsewhere = variant.prompt_text !== known && variant.prompt_text !== text;
  const save = () => {
    if (!text.trim()) return setRefused(texts.edit.empty);
    if (text === variant.prompt_text) return onDone();
    const before = known;
    const onError = (error: unknown) => {
      setKnown(before);
      setRefused(words(error));
    };
    changes.update.mutate({ id: variant.id, prompt_text: text }, { onSuccess: onDone, onError });
    setKnown(text);
  };
  return (
    <form ref={intoView} noValidate className={css.edit} {...formKeys(save, onDone)}>
      <TextInput
        label={texts.edit.label}
        hiddenLabel
        hint={texts.edit.hint}
        error={refused}
        lines={7}
        value={text}
        onChange={(next) => {
          setText(next);
          setRefused(null);
        }}
        maxLength={MOST_TEXT}
        counted
        left={common.left}
        autoFocus
      />
      {elsewhere ? (
        <div className={css.elsewhere} role="status">
          <p>{texts.edit.changed}</p>
          <Button
            small
            onPress={() => {
              setText(variant.prompt_text);
              setKnown(variant.prompt_text);
            }}
          >
            {texts.edit.takeOther}
          </Button>
        </div>
      ) : null}
      <div className={css.buttons}>
        <Button small onPress={onDone}>
          {common.cancel}
        </Button>
        <Button type="submit" small look="main" isPending={changes.update.isPending}>
          {common.save}
        </Button>
      </div>
    </form>
  );
}

export function words(error: unknown): string {
  const { message, suggestedAction } = error as { message?: string; suggestedAction?: string };
  return [message, suggestedAction].filter(Boolean).join(' ');
}

function Refine({ imageId, variant, changes, onDone }: VariantCardProps & { onDone: () => void }) {
  const { common, prompts: texts } = useTexts();
  const [wish, setWish] = useState('');
  const refine = useRefine(imageId, changes);
  const send = () => wish.trim() && refine.mutate({ id: variant.id, instruction: wish.trim() }, { onSuccess: onDone });
  return (
    <form ref={intoView} noValidate className={css.edit} {...formKeys(send, onDone)}>
      <TextInput
        label={texts.refine.label}
        placeholder={texts.refine.placeholder}
        lines={2}
        value={wish}
        onChange={setWish}
        maxLength={MOST_INSTRUCTIONS}
        counted
        left={common.left}
        autoFocus
      />
      <div className={css.buttons}>
        <Button small onPress={onDone}>
          {common.cancel}
        </Button>
        <Button type="submit" small look="main" isPending={refine.isPending} isDisabled={!wish.trim()}>
          {texts.refine.action}
        </Button>
      </div>
    </form>
  );
}
