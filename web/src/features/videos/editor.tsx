import { useQuery } from '@tanstack/react-query';
import { Captions, Flag, FlagTriangleRight, Plus, RotateCcw, Trash2, X } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { useAccount } from '@/features/account/account';
import { useChange } from '@/platform/change';
import { keys } from '@/platform/queries';
import { useRushes } from '@/platform/service';
import { useShortcut } from '@/platform/shortcuts';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button, IconButton } from '@/ui/button';
import { ErrorNote } from '@/ui/error-note';
import { TextInput } from '@/ui/field';
import { Player, type PlayerHandle } from '@/ui/player';
import { Segments } from '@/ui/segments';
import { Toggle } from '@/ui/toggles';
import { box, cuesOf, type Draft, FORMATS, GIF_S, LOOKS, lengthOf, PRESETS, requestOf, shapeOf, untouched } from './edit';
import css from './editor.module.css';
import { Level, Seconds } from './knobs';
import { type Music, OwnMusic } from './music';
import { Price } from './price';
import { useLinks } from './queries';
import { useSettled } from './settled';
import { type Clip, nameOf } from './states';
import { Trim } from './trim';

interface EditorProps {
  clip: Clip;
  onClose: () => void;
  onMade: (made: Clip) => void;
}

const NONE = 'none';
const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2] as const;

/** A new video of this one by hand. The clip itself stays as it is. */
export function Editor({ clip, onClose, onMade }: EditorProps) {
  const { videos, common } = useTexts();
  const texts = videos.editor;
  const { span } = useFormats();
  const rushes = useRushes();
  const account = useAccount();
  const links = useLinks(clip.id, true);
  const file = clip.video;
  const length = file?.seconds ?? clip.seconds;
  const frame = 1 / (file?.fps || 24);
  const [draft, setDraft] = useState<Draft>(() => untouched(length));
  const set = (more: Partial<Draft>) => setDraft((before) => ({ ...before, ...more }));
  const player = useRef<PlayerHandle>(null);
  const request = requestOf(draft, clip);
  const touched = Object.keys(request).length > 0;
  const asked = useSettled(request);
  const quote = useQuery({
    queryKey: keys.editQuote(clip.id, asked),
    queryFn: ({ signal }) => rushes.videos.quoteEdit(clip.id, asked, { signal }),
    enabled: Object.keys(asked).length > 0,
    placeholderData: (before) => before,
  });
  const make = useChange<void, Clip>({
    ask: async () => rushes.videos.edit(clip.id, request),
    done: onMade,
    stale: [keys.account, ['videos', 'list']],
  });
  const now = () => player.current?.time.get() ?? 0;
  const startHere = () => set({ start: Math.min(now(), draft.end - frame) });
  const endHere = () => set({ end: Math.max(now(), draft.start + frame) });
  useShortcut('i', texts.startHere, startHere);
  useShortcut('o', texts.endHere, endHere);
  const silent = draft.preset === 'gif';
  const fixed = shapeOf({ ...draft, format: null }); // by what it is for

  return (
    <div className={css.editor}>
      <div className={css.stage}>
        {links.error && !links.data ? <ErrorNote error={links.error} onRetry={() => links.refetch()} /> : null}
        <Player
          ref={player}
          label={nameOf(clip)}
          src={links.data?.playback}
          poster={links.data?.poster}
          width={file?.width ?? 16}
          height={file?.height ?? 9}
          fps={file?.fps ?? null}
          cues={cuesOf(draft)}
          part={{ start: draft.start, end: draft.end }}
          onRenew={async () => (await links.refetch()).data?.playback}
        >
          <Crop draft={draft} width={file?.width ?? 16} height={file?.height ?? 9} onMove={(x, y) => set({ x, y })} />
        </Player>
        <Trim
          start={draft.start}
          end={draft.end}
          length={length}
          frame={frame}
          player={player}
          onChange={(start, end) => set({ start, end })}
        />
        <div className={css.row}>
          <Button small icon={<Flag aria-hidden />} onPress={startHere}>
            {texts.startHere}
          </Button>
          <Button small icon={<FlagTriangleRight aria-hidden />} onPress={endHere}>
            {texts.endHere}
          </Button>
          <span className={css.length}>{texts.long(span(Math.round(lengthOf(draft) * 10) / 10))}</span>
        </div>
      </div>
      <form
        className={css.form}
        aria-label={texts.title}
        onSubmit={(event) => {
          event.preventDefault();
          if (touched && !make.isPending) make.mutate();
        }}
      >
        <Segments
          label={texts.preset}
          hint={draft.preset ? texts.presetHints[draft.preset] : undefined}
          choices={[{ id: NONE, name: texts.asItIs }, ...PRESETS.map((id) => ({ id, name: texts.presets[id] }))]}
          value={draft.preset ?? NONE}
          onChange={(id) => set({ preset: PRESETS.find((each) => each === id) ?? null })}
        />
        <Segments
          label={texts.crop}
          hint={shapeOf(draft) ? texts.cropHint : undefined}
          choices={[
            { id: NONE, name: texts.asItIs, refused: fixed ? texts.formatOfPreset : undefined },
            ...FORMATS.map((id) => ({
              id: id as string,
              name: texts.formats[id],
              refused: fixed && fixed !== id ? texts.formatOfPreset : undefined,
            })),
          ]}
          value={shapeOf(draft) ?? NONE}
          onChange={(id) => set({ format: FORMATS.find((each) => each === id) ?? null })}
        />
        <Segments
          label={texts.speed}
          choices={SPEEDS.map((each) => ({ id: String(each), name: `${each}×` }))}
          value={String(draft.speed)}
          onChange={(each) => set({ speed: Number(each) })}
        />
        <Segments
          label={texts.look}
          choices={[{ id: NONE, name: texts.asItIs }, ...LOOKS.map((id) => ({ id, name: texts.looks[id] }))]}
          value={draft.look ?? NONE}
          onChange={(id) => set({ look: LOOKS.find((each) => each === id) ?? null })}
        />
        <fieldset className={css.group}>
          <legend>{texts.sound}</legend>
          {silent ? (
            <p className={css.hint}>{texts.gifSilent(GIF_S)}</p>
          ) : (
            <>
              <Toggle isSelected={draft.volume === 0} onChange={(mute) => set({ volume: mute ? 0 : 1 })}>
                {texts.mute}
              </Toggle>
              {draft.volume > 0 ? (
                <Level label={texts.volume} value={draft.volume} onChange={(volume) => set({ volume })} />
              ) : null}
              <OwnSound draft={draft} set={set} />
            </>
          )}
        </fieldset>
        <fieldset className={css.group}>
          <legend>{texts.fades}</legend>
          <div className={css.pair}>
            <Seconds label={texts.fadeIn} value={draft.fadeIn} onChange={(fadeIn) => set({ fadeIn })} most={10} />
            <Seconds label={texts.fadeOut} value={draft.fadeOut} onChange={(fadeOut) => set({ fadeOut })} most={10} />
          </div>
        </fieldset>
        <fieldset className={css.group}>
          <legend>{texts.words}</legend>
          <TextInput label={texts.titleField} value={draft.title} onChange={(title) => set({ title })} maxLength={120} />
          {draft.title.trim() ? (
            <Seconds
              label={texts.titleSeconds}
              value={draft.titleSeconds}
              onChange={(titleSeconds) => set({ titleSeconds })}
              least={0.5}
              most={15}
            />
          ) : null}
          <CaptionList draft={draft} set={set} now={() => (now() - draft.start) / draft.speed} />
        </fieldset>
        <div className={css.foot}>
          {touched ? (
            <Price
              credits={quote.data?.credits}
              balance={account.data?.balance}
              error={quote.error}
              more={quote.data ? texts.long(span(quote.data.seconds)) : undefined}
            />
          ) : (
            <p className={css.hint}>{texts.untouched}</p>
          )}
          <div className={css.row}>
            <Button look="main" type="submit" isDisabled={!touched || Boolean(quote.error)} isPending={make.isPending}>
              {texts.make}
            </Button>
            <Button icon={<RotateCcw aria-hidden />} onPress={() => setDraft(untouched(length))} isDisabled={!touched}>
              {texts.reset}
            </Button>
            <Button look="quiet" icon={<X aria-hidden />} onPress={onClose}>
              {common.cancel}
            </Button>
          </div>
        </div>
      </form>
    </div>
  );
}

interface CropProps {
  draft: Draft;
  width: number;
  height: number;
  onMove: (x: number, y: number) => void;
}

const STEP = 0.02;

/** The part that stays, over the picture. It is as large as it goes, so it moves along one side: it is a slider. */
function Crop({ draft, width, height, onMove }: CropProps) {
  const { videos } = useTexts();
  const { percent } = useFormats();
  const place = useRef<HTMLDivElement>(null);
  const from = useRef<{ x: number; y: number; at: number } | null>(null);
  const part = box(draft, width, height);
  if (!part) return null;
  const across = part.width < 1;
  const value = across ? draft.x : draft.y;
  const move = (to: number) => {
    const held = Math.round(Math.min(1, Math.max(0, to)) * 1000) / 1000;
    onMove(across ? held : draft.x, across ? draft.y : held);
  };
  const pressed = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -STEP, ArrowUp: -STEP, ArrowRight: STEP, ArrowDown: STEP, Home: -1, End: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    move(value + by);
  };
  const dragged = (event: PointerEvent) => {
    const whole = place.current?.parentElement?.getBoundingClientRect();
    if (!from.current || !whole) return;
    const way = across
      ? (event.clientX - from.current.x) / (whole.width * (1 - part.width))
      : (event.clientY - from.current.y) / (whole.height * (1 - part.height));
    move(from.current.at + way);
  };
  return (
    <div ref={place} className={css.veil} data-over>
      <div
        role="slider"
        tabIndex={0}
        aria-label={videos.editor.part}
        aria-orientation={across ? 'horizontal' : 'vertical'}
        aria-valuemin={0}
        aria-valuemax={1}
        aria-valuenow={value}
        aria-valuetext={percent(value)}
        className={css.box}
        style={{
          left: `${part.left * 100}%`,
          top: `${part.top * 100}%`,
          width: `${part.width * 100}%`,
          height: `${part.height * 100}%`,
        }}
        onKeyDown={pressed}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          from.current = { x: event.clientX, y: event.clientY, at: value };
        }}
        onPointerMove={dragged}
        onPointerUp={() => {
          from.current = null;
        }}
      />
    </div>
  );
}

interface PartProps {
  draft: Draft;
  set: (more: Partial<Draft>) => void;
}

/** Under the clip, or instead of its sound. */
function OwnSound({ draft, set }: PartProps) {
  const { videos } = useTexts();
  const texts = videos.editor;
  const { music } = draft;
  const change = (more: Partial<NonNullable<typeof music>>) => music && set({ music: { ...music, ...more } });
  const take = (taken: Music | null) => set({ music: taken && { ...taken, volume: 1, fade: 1, ducked: false } });
  return (
    <OwnMusic music={music} onTake={take}>
      <Level label={texts.musicVolume} value={music?.volume ?? 1} onChange={(volume) => change({ volume })} />
      <Seconds label={texts.musicFade} value={music?.fade ?? 1} onChange={(fade) => change({ fade })} most={30} />
      {draft.volume > 0 ? (
        <Toggle isSelected={music?.ducked ?? false} onChange={(ducked) => change({ ducked })}>
          {texts.ducked}
        </Toggle>
      ) : null}
    </OwnMusic>
  );
}

const CAPTION_S = 2;

function CaptionList({ draft, set, now }: PartProps & { now: () => number }) {
  const { videos } = useTexts();
  const texts = videos.editor;
  const next = useRef(1);
  const whole = lengthOf(draft);
  const add = () => {
    const start = Math.round(Math.min(Math.max(0, now()), Math.max(0, whole - 0.5)) * 10) / 10;
    const caption = { id: next.current, start, end: Math.round(Math.min(whole, start + CAPTION_S) * 10) / 10, text: '' };
    next.current += 1;
    set({ captions: [...draft.captions, caption] });
  };
  const change = (id: number, more: Partial<Draft['captions'][number]>) =>
    set({ captions: draft.captions.map((each) => (each.id === id ? { ...each, ...more } : each)) });
  return (
    <div className={css.group}>
      {draft.captions.map(({ id, start, end, text }, at) => (
        <fieldset key={id} className={css.caption}>
          <legend>{texts.caption(at + 1)}</legend>
          <TextInput
            label={texts.captionText}
            value={text}
            onChange={(said) => change(id, { text: said })}
            maxLength={200}
            autoFocus={text === ''}
          />
          <div className={css.times}>
            <Seconds label={texts.from} value={start} onChange={(from) => change(id, { start: from })} most={whole} />
            <Seconds label={texts.to} value={end} onChange={(to) => change(id, { end: to })} most={whole} />
            <IconButton
              label={texts.removeCaption(at + 1)}
              icon={<Trash2 aria-hidden />}
              onPress={() => set({ captions: draft.captions.filter((each) => each.id !== id) })}
            />
          </div>
        </fieldset>
      ))}
      <Button icon={draft.captions.length ? <Plus aria-hidden /> : <Captions aria-hidden />} onPress={add}>
        {texts.addCaption}
      </Button>
    </div>
  );
}
