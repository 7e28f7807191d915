import {
  Captions,
  CaptionsOff,
  ChevronLeft,
  ChevronRight,
  Gauge,
  LoaderCircle,
  Maximize,
  Minimize,
  Pause,
  PictureInPicture2,
  Play,
  Repeat,
  Volume2,
  VolumeX,
} from 'lucide-react';
import { type KeyboardEvent, type ReactNode, type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { Radio, RadioGroup, Slider, SliderThumb, SliderTrack } from 'react-aria-components';
import { useShortcut } from '@/platform/shortcuts';
import { Store, useStore } from '@/platform/store';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button, IconButton } from './button';
import css from './player.module.css';

export const SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2] as const;
const FRAMES = 24; // a second, where nobody says
const STEP_S = 2;
const IDLE_MS = 2_500;
const SLOW_MS = 250;

export interface Cue {
  start: number;
  end: number;
  text: string;
}

/** What others may do with a player. */
export interface PlayerHandle {
  readonly time: Store<number>;
  seek: (seconds: number) => void;
  play: () => void;
  pause: () => void;
}

export interface PlayerProps {
  /** What it shows, for those who do not see it. */
  label: string;
  src: string | undefined;
  poster?: string | null | undefined;
  width: number;
  height: number;
  /** Frames a second. */
  fps?: number | null;
  /** New addresses: the ones that were signed have ended. */
  onRenew?: () => Promise<string | undefined>;
  /** Words by their time; without them there is no button for them. */
  cues?: readonly Cue[] | undefined;
  /** A part of it alone is played. */
  part?: { start: number; end: number } | undefined;
  /** Keys of the whole page are its own; of several players on a page, one has them. */
  hasKeys?: boolean;
  /** Laid over the picture. */
  children?: ReactNode;
  ref?: Ref<PlayerHandle>;
}

/** A player of our own: what stands in the page's policy and no library keeps to (decision 058). */
export function Player(props: PlayerProps) {
  const { label, poster, width, height, fps, cues, part, hasKeys = true, children } = props;
  const { videos, common } = useTexts();
  const texts = videos.player;
  const frame = 1 / (fps || FRAMES);
  const around = useRef<HTMLElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const [time] = useState(() => new Store(0));
  const [length, setLength] = useState(0);
  const [playing, setPlaying] = useState(false);
  const [muted, setMuted] = useState(false);
  const [volume, setVolume] = useState(1);
  const [speed, setSpeed] = useState(1);
  const [speeds, setSpeeds] = useState(false);
  const [loops, setLoops] = useState(false);
  const [words, setWords] = useState(true);
  const [full, setFull] = useState(false);
  const { idle, stir, setIdle } = useIdle(playing);
  const source = useSource(props, video);
  const slow = useSlow(video, source.src);
  useCues(video, cues, words);

  const at = () => video.current?.currentTime ?? 0;
  const seek = (seconds: number) => {
    const element = video.current;
    if (!element) return;
    const end = Number.isFinite(element.duration) ? element.duration : length;
    element.currentTime = Math.min(Math.max(0, seconds), Math.max(0, end - frame / 2));
    time.set(element.currentTime);
  };
  const play = () => {
    const element = video.current;
    if (!element) return;
    if (part && (at() < part.start - frame / 2 || at() >= part.end - frame)) seek(part.start);
    void element.play().catch(() => undefined); // an error of its own is told by the element
  };
  const toggle = () => (video.current?.paused === false ? video.current.pause() : play());
  const step = (by: number) => {
    video.current?.pause();
    seek((Math.floor(at() / frame + 1e-3) + by + 0.5) * frame); // the middle of a frame: no rounding leads to its neighbour
  };
  const mute = () => setMuted((was) => !was);
  const faster = (by: number) =>
    setSpeed((was) => SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, SPEEDS.indexOf(was as never) + by))] ?? 1);
  const screen = () => void (document.fullscreenElement ? document.exitFullscreen() : around.current?.requestFullscreen());
  const inPicture = () =>
    void (document.pictureInPictureElement ? document.exitPictureInPicture() : video.current?.requestPictureInPicture());

  useImperativeHandle(props.ref, () => ({ time, seek, play, pause: () => video.current?.pause() }));

  useEffect(() => {
    const element = video.current;
    if (!element) return;
    element.muted = muted;
    element.volume = volume;
    element.playbackRate = speed;
  }, [muted, volume, speed]);
  useEffect(() => {
    const changed = () => setFull(document.fullscreenElement === around.current);
    document.addEventListener('fullscreenchange', changed);
    return () => document.removeEventListener('fullscreenchange', changed);
  }, []);
  useTime(video, time, playing, part, loops, frame);

  const bound: [string, string, () => void][] = [
    [' ', texts.keys.play, toggle],
    ['k', texts.keys.play, toggle],
    ['j', texts.keys.back, () => seek(at() - STEP_S)],
    ['l', texts.keys.on, () => seek(at() + STEP_S)],
    [',', texts.keys.frameBack, () => step(-1)],
    ['.', texts.keys.frameOn, () => step(1)],
    ['m', texts.keys.mute, mute],
    ['f', texts.keys.full, screen],
    ['r', texts.keys.loop, () => setLoops((was) => !was)],
    ['<', texts.keys.slower, () => faster(-1)],
    ['>', texts.keys.faster, () => faster(1)],
  ];
  /** On its sliders the keys of the page are not heard, and the arrows go by seconds. */
  const pressed = (event: KeyboardEvent) => {
    stir();
    if (!(event.target instanceof HTMLInputElement) || event.ctrlKey || event.metaKey || event.altKey) return;
    const arrows = event.target.closest('[data-time]') ? { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1 } : {};
    const by = arrows[event.key as keyof typeof arrows];
    const act = by === undefined ? bound.find(([key]) => key === event.key.toLowerCase())?.[2] : () => seek(at() + by);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };

  const ratio = width && height ? width / height : 16 / 9;
  return (
    <section
      ref={around}
      className={css.player}
      data-idle={idle || undefined}
      data-full={full || undefined}
      style={{ '--ratio': ratio } as Record<string, number>}
      aria-label={texts.of(label)}
      onPointerMove={(event) => event.pointerType !== 'touch' && stir()}
      onPointerLeave={(event) => event.pointerType !== 'touch' && playing && setIdle(true)}
      onFocus={stir}
      onKeyDownCapture={pressed}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: what a pointer does here has its button and its key */}
      <div
        className={css.stage}
        onPointerUp={(event) => {
          if (event.target instanceof Element && event.target.closest('button, [data-over]')) return;
          if (event.pointerType !== 'touch' || !full) toggle();
          else if (idle) stir();
          else if (playing) setIdle(true);
          else play();
        }}
        onDoubleClick={(event) => !(event.target as Element).closest('button, [data-over]') && screen()}
      >
        <div className={css.film}>
          {/* biome-ignore lint/a11y/useMediaCaption: what is said in it stands beside it; words in the making are cues */}
          <video
            ref={video}
            src={source.src}
            poster={poster ?? undefined}
            crossOrigin="anonymous"
            playsInline
            preload="metadata"
            loop={loops && !part}
            tabIndex={-1}
            aria-label={label}
            onPlay={() => setPlaying(true)}
            onPause={() => setPlaying(false)}
            onDurationChange={(event) =>
              setLength(Number.isFinite(event.currentTarget.duration) ? event.currentTarget.duration : 0)
            }
            onError={source.failed}
            onLoadedMetadata={source.loaded}
            onSeeked={() => time.set(at())}
          />
          {children}
        </div>
        {slow && !source.broken ? (
          <span className={css.slow} role="status">
            <LoaderCircle aria-hidden />
            <span className={css.unseen}>{common.loading}</span>
          </span>
        ) : null}
        {source.broken ? (
          <div className={css.broken} role="alert" data-over>
            <p>{texts.broken}</p>
            <Button small onPress={source.again}>
              {common.retry}
            </Button>
          </div>
        ) : playing ? null : (
          <span className={css.big}>
            <IconButton look="main" label={texts.play} icon={<Play aria-hidden fill="currentColor" />} onPress={play} />
          </span>
        )}
      </div>
      {hasKeys ? bound.map(([key, name, act]) => <Key key={key} name={key} label={name} act={act} />) : null}
      <div className={css.bar}>
        <TimeSlider time={time} length={length || 1} label={texts.time} seek={seek} />
        <div className={css.buttons}>
          <IconButton
            small
            label={playing ? texts.pause : texts.play}
            icon={playing ? <Pause aria-hidden fill="currentColor" /> : <Play aria-hidden fill="currentColor" />}
            onPress={toggle}
          />
          <IconButton small label={texts.keys.frameBack} icon={<ChevronLeft aria-hidden />} onPress={() => step(-1)} />
          <IconButton small label={texts.keys.frameOn} icon={<ChevronRight aria-hidden />} onPress={() => step(1)} />
          <Clock time={time} length={length} />
          <span className={css.gap} />
          <IconButton
            small
            label={muted ? texts.unmute : texts.mute}
            icon={muted || volume === 0 ? <VolumeX aria-hidden /> : <Volume2 aria-hidden />}
            onPress={mute}
          />
          <Slider
            aria-label={texts.volume}
            className={css.volume ?? ''}
            minValue={0}
            maxValue={1}
            step={0.05}
            formatOptions={{ style: 'percent' }}
            value={muted ? 0 : volume}
            onChange={(now) => {
              setVolume(now);
              setMuted(now === 0);
            }}
          >
            <Track />
          </Slider>
          <IconButton
            small
            label={texts.loop}
            aria-pressed={loops}
            icon={<Repeat aria-hidden />}
            onPress={() => setLoops(!loops)}
          />
          {cues?.length ? (
            <IconButton
              small
              label={texts.captions}
              aria-pressed={words}
              icon={words ? <Captions aria-hidden /> : <CaptionsOff aria-hidden />}
              onPress={() => setWords(!words)}
            />
          ) : null}
          <Button
            small
            look="quiet"
            icon={<Gauge aria-hidden className={css.gauge} />}
            aria-label={`${texts.speed}: ${speed}×`}
            aria-expanded={speeds}
            onPress={() => setSpeeds(!speeds)}
          >
            {`${speed}×`}
          </Button>
          {document.pictureInPictureEnabled ? (
            <span className={css.pip}>
              <IconButton small label={texts.picture} icon={<PictureInPicture2 aria-hidden />} onPress={inPicture} />
            </span>
          ) : null}
          <IconButton
            small
            label={full ? texts.small : texts.full}
            icon={full ? <Minimize aria-hidden /> : <Maximize aria-hidden />}
            onPress={screen}
          />
        </div>
        {speeds ? (
          <RadioGroup
            aria-label={texts.speed}
            orientation="horizontal"
            className={css.speeds ?? ''}
            value={String(speed)}
            onChange={(chosen) => setSpeed(Number(chosen))}
          >
            {SPEEDS.map((each) => (
              <Radio key={each} value={String(each)} className={css.rate ?? ''}>
                {`${each}×`}
              </Radio>
            ))}
          </RadioGroup>
        ) : null}
      </div>
    </section>
  );
}

function Key({ name, label, act }: { name: string; label: string; act: () => void }) {
  useShortcut(name, label, act);
  return null;
}

const Track = () => (
  <SliderTrack className={css.track ?? ''}>
    {({ state }) => (
      <>
        <span className={css.rail} />
        <span className={css.done} style={{ width: `${state.getThumbPercent(0) * 100}%` }} />
        <SliderThumb className={css.thumb ?? ''} />
      </>
    )}
  </SliderTrack>
);

interface Timed {
  time: Store<number>;
  length: number;
}

function TimeSlider({ time, length, label, seek }: Timed & { label: string; seek: (seconds: number) => void }) {
  const now = useStore(time);
  return (
    <Slider
      aria-label={label}
      className={css.time ?? ''}
      data-time
      minValue={0}
      maxValue={length}
      step={0.01}
      formatOptions={{ style: 'unit', unit: 'second', unitDisplay: 'long', maximumFractionDigits: 1 }}
      value={Math.min(now, length)}
      onChange={seek}
    >
      <Track />
    </Slider>
  );
}

function Clock({ time, length }: Timed) {
  const now = useStore(time);
  const { clock } = useFormats();
  return (
    <span className={css.clock} role="timer" aria-live="off">
      {clock(now)} / {clock(length)}
    </span>
  );
}

/** Where it is: by each frame while it plays, so that a slider glides; a part ends where it ends. */
function useTime(
  video: { current: HTMLVideoElement | null },
  time: Store<number>,
  playing: boolean,
  part: { start: number; end: number } | undefined,
  loops: boolean,
  frame: number,
) {
  const latest = useRef({ part, loops });
  latest.current = { part, loops };
  useEffect(() => {
    if (!playing) return;
    let asked = 0;
    const look = () => {
      const element = video.current;
      if (!element) return;
      const { part: only, loops: again } = latest.current;
      if (only && element.currentTime >= only.end - frame / 2) {
        if (again) element.currentTime = only.start;
        else element.pause();
      }
      time.set(element.currentTime);
      asked = requestAnimationFrame(look);
    };
    asked = requestAnimationFrame(look);
    return () => cancelAnimationFrame(asked);
  }, [playing, time, video, frame]);
}

/** Controls leave while it plays and no pointer moves; whoever has keys sees them (the style sheet says so). */
function useIdle(playing: boolean) {
  const [idle, setIdle] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const stir = () => {
    setIdle(false);
    clearTimeout(timer.current);
    if (playing) timer.current = setTimeout(() => setIdle(true), IDLE_MS);
  };
  useEffect(() => {
    clearTimeout(timer.current);
    if (playing) timer.current = setTimeout(() => setIdle(true), IDLE_MS);
    else setIdle(false);
    return () => clearTimeout(timer.current);
  }, [playing]);
  return { idle, stir, setIdle };
}

/** The address it plays from. Signed ones end: then it asks for another one and goes on where it was. */
function useSource({ src, onRenew }: PlayerProps, video: { current: HTMLVideoElement | null }) {
  const [own, setOwn] = useState<{ given: string | undefined; now: string } | null>(null);
  const [broken, setBroken] = useState(false);
  const [tries, setTries] = useState(0);
  const resume = useRef<{ at: number; playing: boolean } | null>(null);
  const now = own && own.given === src ? own.now : src;
  const renew = async () => {
    const element = video.current;
    resume.current ??= { at: element?.currentTime ?? 0, playing: element ? !element.paused : false };
    setBroken(false);
    try {
      const fresh = await onRenew?.();
      if (!fresh) throw new Error('no address');
      if (fresh === now) element?.load();
      setOwn({ given: src, now: fresh });
    } catch {
      setBroken(true);
    }
  };
  return {
    src: now,
    broken,
    failed: () => {
      if (!now) return;
      setTries(tries + 1);
      if (tries > 0 || !onRenew) setBroken(true);
      else void renew();
    },
    again: () => {
      setTries(0);
      void renew();
    },
    loaded: () => {
      setTries(0);
      setBroken(false);
      const [element, before] = [video.current, resume.current];
      resume.current = null;
      if (!element || !before) return;
      element.currentTime = before.at;
      if (before.playing) void element.play().catch(() => undefined);
    },
  };
}

/** Whether it waits for the network, once that can be seen. */
function useSlow(video: { current: HTMLVideoElement | null }, src: string | undefined): boolean {
  const [slow, setSlow] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another address begins anew
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const waits = () => {
      clearTimeout(timer);
      timer = setTimeout(() => setSlow(true), SLOW_MS);
    };
    const goes = () => {
      clearTimeout(timer);
      setSlow(false);
    };
    const ends = ['playing', 'canplay', 'pause', 'error', 'seeked'] as const;
    element.addEventListener('waiting', waits);
    for (const each of ends) element.addEventListener(each, goes);
    return () => {
      clearTimeout(timer);
      element.removeEventListener('waiting', waits);
      for (const each of ends) element.removeEventListener(each, goes);
    };
  }, [video, src]);
  return slow;
}

/** Words over the picture, by the browser's own text track. */
function useCues(video: { current: HTMLVideoElement | null }, cues: readonly Cue[] | undefined, shown: boolean) {
  const track = useRef<TextTrack>(undefined);
  useEffect(() => {
    const element = video.current;
    if (!element || !('VTTCue' in globalThis) || (!cues?.length && !track.current)) return;
    track.current ??= element.addTextTrack('captions');
    const { current } = track;
    current.mode = shown && cues?.length ? 'showing' : 'hidden';
    for (const old of [...(current.cues ?? [])]) current.removeCue(old);
    for (const { start, end, text } of cues ?? []) if (text && end > start) current.addCue(new VTTCue(start, end, text));
  }, [video, cues, shown]);
}
