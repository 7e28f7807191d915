import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ArrowLeft, BookOpen, Film as FilmIcon, Play, Plus, RotateCcw } from 'lucide-react';
import { lazy, Suspense, useMemo, useRef, useState } from 'react';
import type { Storyboard, Video } from 'rushes';
import { Level, Seconds } from '@/features/videos/knobs';
import { isLost } from '@/features/videos/making/order';
import { put, take } from '@/features/videos/making/tab';
import { OwnMusic } from '@/features/videos/music';
import { Price } from '@/features/videos/price';
import { useLinks } from '@/features/videos/queries';
import { useSettled } from '@/features/videos/settled';
import { nameOf } from '@/features/videos/states';
import { Trim } from '@/features/videos/trim';
import { useChange } from '@/platform/change';
import { keys as names } from '@/platform/queries';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button, IconButton } from '@/ui/button';
import { ErrorNote } from '@/ui/error-note';
import { TextInput } from '@/ui/field';
import { Empty, Skeleton } from '@/ui/notes';
import { Player, type PlayerHandle } from '@/ui/player';
import { Room } from '@/ui/room';
import { Segments } from '@/ui/segments';
import { Select } from '@/ui/select';
import { tell } from '@/ui/toasts';
import { Toggle } from '@/ui/toggles';
import {
  EMPTY,
  type FilmDraft,
  FORMATS,
  isStraight,
  lengthOf,
  type Piece,
  PRESETS,
  type Preset,
  pieceOf,
  piecesOf,
  presetOf,
  RATIO,
  reordered,
  requestOf,
  secondsOf,
} from './draft';
import css from './films.module.css';
import { keys } from './queries';
import { Timeline } from './timeline';

const ChooseVideos = lazy(async () => ({ default: (await import('./choose')).ChooseVideos }));
const ChooseStoryboard = lazy(async () => ({ default: (await import('./choose')).ChooseStoryboard }));
const Reel = lazy(async () => ({ default: (await import('@/features/storyboards/reel')).Reel }));

const FADES = [0.3, 0.5, 1, 1.5, 2] as const;
const OWN = 'own';
const FIRST = 'first';
const SLOT = 'film';

interface Source {
  board: Storyboard | null;
  videos: Video[];
}

/** A film in the making: of a storyboard in one call, or of any videos. */
export function NewFilmView() {
  const { storyboard, videos } = useSearch({ from: '/studio/films/new' });
  const rushes = useRushes();
  const asked = useQuery({
    queryKey: keys.of(`${storyboard ?? ''} ${videos ?? ''}`),
    queryFn: async ({ signal }): Promise<Source> => {
      if (storyboard) {
        const [board, page] = await Promise.all([
          rushes.storyboards.get(storyboard, { signal }),
          rushes.videos.list({ storyboard_id: storyboard, state: 'completed', limit: 100 }, { signal }).page(),
        ]);
        return { board, videos: page.items };
      }
      const ids = videos?.split(',').slice(0, 100) ?? [];
      const found = await Promise.all(ids.map((id) => rushes.videos.get(id, { signal })));
      return { board: null, videos: found.filter(({ state }) => state === 'completed') };
    },
    staleTime: 0,
  });
  if (asked.error && !asked.data) return <ErrorNote error={asked.error} onRetry={() => asked.refetch()} />;
  if (!asked.data) return <Skeleton shape="picture" count={2} />;
  return <Maker key={`${storyboard} ${videos}`} {...asked.data} />;
}

function Maker({ board, videos }: Source) {
  const { films, storyboards } = useTexts();
  const texts = films.maker;
  const { span } = useFormats();
  const navigate = useNavigate();
  const rushes = useRushes();
  const whole = useMemo(() => (board ? piecesOf(board, videos) : []), [board, videos]);
  const [draft, setDraft] = useState<FilmDraft>(() => ({
    ...EMPTY,
    pieces: board ? whole : videos.map((video) => pieceOf(video)),
  }));
  const [at, setAt] = useState<string | null>(draft.pieces[0]?.key ?? null);
  const [open, setOpen] = useState<'videos' | 'storyboard' | 'reel' | null>(null);
  const [safe, setSafe] = useState(false);
  const [lost, setLost] = useState(false);
  const set = (more: Partial<FilmDraft>) => setDraft((before) => ({ ...before, ...more }));
  const { pieces } = draft;
  const piece = pieces.find(({ key }) => key === at) ?? pieces[0];
  const place = piece ? pieces.indexOf(piece) : -1;
  const scenes = board?.scenes ?? [];
  const left = scenes.length - whole.length;
  const stale = scenes.filter(({ video }) => video?.stale && video.state === 'completed').length;
  const straight = board !== null && left === 0 && stale === 0 && isStraight(pieces, whole);
  const request = requestOf(draft, board?.id, straight);
  const asked = useSettled(request);
  const quote = useQuery({
    queryKey: keys.quote(asked),
    queryFn: ({ signal }) => rushes.films.quote(asked, { signal }),
    enabled: pieces.length > 0,
    placeholderData: (before) => before,
  });
  const fresh = JSON.stringify(asked) === JSON.stringify(request) && !quote.isFetching;
  const make = useChange<void, string>({
    ask: async () => {
      const about = JSON.stringify(request);
      const before = take<{ key: string; about: string }>(SLOT);
      const key = before?.about === about ? before.key : newKey();
      put(SLOT, { key, about }); // the same order once more is the same one, whatever became of its answer
      try {
        const { film } = await rushes.request('POST /films', { body: request, idempotencyKey: key });
        put(SLOT, null);
        return film.id;
      } catch (error) {
        setLost(isLost(error));
        if (!isLost(error)) put(SLOT, null);
        throw error;
      }
    },
    done: (id) => {
      tell('good', texts.made);
      void navigate({ to: '/studio/films/$filmId', params: { filmId: id }, replace: true });
    },
    stale: [names.account, keys.list],
  });
  const change = (key: string, more: Partial<Piece>) =>
    set({ pieces: pieces.map((each) => (each.key === key ? { ...each, ...more } : each)) });
  const remove = (key: string) => {
    const next = pieces.filter((each) => each.key !== key);
    set({ pieces: next });
    if (key === at) setAt(next[Math.min(place, next.length - 1)]?.key ?? null);
  };
  const add = (more: readonly Video[]) => {
    const added = more.map((video) => pieceOf(video));
    set({ pieces: [...pieces, ...added].slice(0, 100) });
    if (!piece) setAt(added[0]?.key ?? null);
    setOpen(null);
  };
  const enough = quote.data?.sufficient !== false;
  return (
    <Room
      title={board ? texts.of(board.name) : texts.title}
      above={
        <IconButton
          label={films.toList}
          icon={<ArrowLeft aria-hidden />}
          onPress={() => void navigate({ to: '/studio/films' })}
        />
      }
      actions={
        <>
          <Button icon={<Plus aria-hidden />} onPress={() => setOpen('videos')}>
            {texts.add}
          </Button>
          <Button icon={<BookOpen aria-hidden />} onPress={() => setOpen('storyboard')}>
            {texts.storyboard}
          </Button>
        </>
      }
    >
      {left > 0 ? <p className={css.told}>{texts.left(left)}</p> : null}
      {stale > 0 ? <p className={css.told}>{texts.stale(stale)}</p> : null}
      {pieces.length === 0 ? (
        <Empty icon={<FilmIcon />} title={texts.none}>
          {texts.noneHint}
        </Empty>
      ) : (
        <div className={css.maker}>
          <div className={css.stage}>
            {piece ? (
              <Stage
                key={piece.key}
                piece={piece}
                place={place}
                draft={draft}
                safe={safe}
                onTrim={(start, end) => change(piece.key, { start, end })}
              />
            ) : null}
            <Timeline
              pieces={pieces}
              current={piece?.key}
              onSelect={setAt}
              onRemove={remove}
              onMove={(moved, target, where) => set({ pieces: reordered(pieces, moved, target, where) })}
            />
            <div className={css.row}>
              <Button small icon={<Play aria-hidden />} onPress={() => setOpen('reel')}>
                {texts.play}
              </Button>
              {board && whole.length && !isStraight(pieces, whole) ? (
                <Button small icon={<RotateCcw aria-hidden />} onPress={() => set({ pieces: whole })}>
                  {texts.reset}
                </Button>
              ) : null}
              {straight ? <span className={css.hint}>{texts.straight}</span> : null}
              <span className={css.length}>{texts.seconds(span(Math.round(secondsOf(draft) * 10) / 10))}</span>
            </div>
            {piece && place < pieces.length - 1 ? (
              <div className={css.pair}>
                <Segments
                  label={`${texts.select(place + 1)}: ${texts.transition}`}
                  choices={[
                    { id: 'cut', name: texts.cut },
                    { id: 'crossfade', name: texts.crossfade },
                  ]}
                  value={piece.crossfade ? 'crossfade' : 'cut'}
                  onChange={(id) => change(piece.key, { crossfade: id === 'cut' ? 0 : 0.5 })}
                />
                {piece.crossfade ? (
                  <Select
                    label={texts.fade}
                    choices={[...new Set([...FADES, piece.crossfade])].map((each) => ({ id: String(each), name: span(each) }))}
                    value={String(piece.crossfade)}
                    onChange={(id) => change(piece.key, { crossfade: Number(id) })}
                  />
                ) : null}
              </div>
            ) : null}
          </div>
          <form
            className={css.form}
            aria-label={films.make}
            onSubmit={(event) => {
              event.preventDefault();
              if (fresh && !make.isPending) make.mutate();
            }}
          >
            <Look draft={draft} set={set} safe={safe} onSafe={setSafe} />
            <fieldset className={css.group}>
              <legend>{texts.title_}</legend>
              <TextInput
                label={texts.title_}
                hiddenLabel
                value={draft.title}
                onChange={(title) => set({ title })}
                maxLength={120}
              />
              {draft.title.trim() ? (
                <Seconds
                  label={texts.titleSeconds}
                  value={draft.titleSeconds}
                  onChange={(titleSeconds) => set({ titleSeconds })}
                  least={0.5}
                  most={15}
                />
              ) : null}
            </fieldset>
            <Sound draft={draft} set={set} />
            <div className={css.foot}>
              <Price
                credits={fresh || quote.data ? quote.data?.credits : undefined}
                balance={quote.data?.balance}
                error={fresh ? quote.error : null}
                more={quote.data ? texts.seconds(span(quote.data.seconds)) : texts.asking}
              />
              {lost ? (
                <p className={css.wrong} role="alert">
                  {texts.lost}
                </p>
              ) : null}
              <Button look="main" type="submit" isDisabled={!fresh || Boolean(quote.error) || !enough} isPending={make.isPending}>
                {lost ? texts.again : quote.data?.credits ? texts.for(quote.data.credits) : texts.free}
              </Button>
            </div>
          </form>
        </div>
      )}
      <Suspense>
        {open === 'videos' ? <ChooseVideos onTake={add} onClose={() => setOpen(null)} /> : null}
        {open === 'storyboard' ? (
          <ChooseStoryboard
            onTake={(id) => {
              setOpen(null);
              void navigate({ to: '/studio/films/new', search: { storyboard: id }, replace: true });
            }}
            onClose={() => setOpen(null)}
          />
        ) : null}
        {open === 'reel' ? (
          <Reel
            scenes={pieces.map(({ key, name, video, start, end }) => ({
              id: key,
              name: name ?? nameOf(video),
              video: video.id,
              start,
              end,
            }))}
            missing={0}
            onClose={() => setOpen(null)}
            title={storyboards.reel.action}
          />
        ) : null}
      </Suspense>
    </Room>
  );
}

const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

interface StageProps {
  piece: Piece;
  place: number;
  draft: FilmDraft;
  safe: boolean;
  onTrim: (start: number, end: number) => void;
}

/** One of the videos as it will be seen in the film: its part, and what of its picture stays. */
function Stage({ piece, place, draft, safe, onTrim }: StageProps) {
  const { films } = useTexts();
  const { video, start, end } = piece;
  const player = useRef<PlayerHandle>(null);
  const links = useLinks(video.id, true);
  const [width, height] = draft.format ? RATIO[draft.format] : [video.video?.width ?? 16, video.video?.height ?? 9];
  const frame = 1 / (video.video?.fps || 24);
  return (
    <>
      {links.error && !links.data ? <ErrorNote error={links.error} onRetry={() => links.refetch()} /> : null}
      <div className={css.frame} data-fit={draft.format ? draft.fit : undefined}>
        <Player
          ref={player}
          label={films.maker.piece(place + 1)}
          src={links.data?.playback}
          poster={links.data?.poster}
          width={width}
          height={height}
          fps={video.video?.fps ?? null}
          part={{ start, end }}
          onRenew={async () => (await links.refetch()).data?.playback}
        >
          {safe ? <span className={css.safe} data-tall={width < height || undefined} aria-hidden="true" /> : null}
        </Player>
      </div>
      <p className={css.hint} dir="auto">
        {piece.name ?? nameOf(video)}
      </p>
      <Trim start={start} end={end} length={lengthOf(video)} frame={frame} player={player} onChange={onTrim} />
    </>
  );
}

interface PartProps {
  draft: FilmDraft;
  set: (more: Partial<FilmDraft>) => void;
}

function Look({ draft, set, safe, onSafe }: PartProps & { safe: boolean; onSafe: (shown: boolean) => void }) {
  const { films } = useTexts();
  const texts = films.maker;
  const preset = presetOf(draft);
  const ids = Object.keys(PRESETS) as Preset[];
  return (
    <>
      <Segments<Preset | typeof OWN>
        label={texts.preset}
        choices={[{ id: OWN, name: texts.own }, ...ids.map((id) => ({ id, name: texts.presets[id] }))]}
        value={preset ?? OWN}
        onChange={(id) => set(id === OWN ? { format: null, resolution: null, fit: 'crop' } : PRESETS[id])}
      />
      <Segments<string>
        label={texts.format}
        choices={[{ id: FIRST, name: texts.asFirst }, ...FORMATS.map((id) => ({ id: id as string, name: texts.formats[id] }))]}
        value={draft.format ?? FIRST}
        onChange={(id) => set({ format: FORMATS.find((each) => each === id) ?? null })}
      />
      <Segments<string>
        label={texts.resolution}
        choices={[
          { id: FIRST, name: texts.asFirst },
          { id: '720p', name: '720p' },
          { id: '1080p', name: '1080p' },
        ]}
        value={draft.resolution ?? FIRST}
        onChange={(id) => set({ resolution: id === FIRST ? null : (id as '720p') })}
      />
      {draft.format ? (
        <Segments
          label={texts.fit}
          choices={(['crop', 'pad'] as const).map((id) => ({ id, name: texts.fits[id] }))}
          value={draft.fit}
          onChange={(fit) => set({ fit })}
        />
      ) : null}
      <Toggle isSelected={safe} onChange={onSafe} hint={texts.safeHint}>
        {texts.safe}
      </Toggle>
    </>
  );
}

function Sound({ draft, set }: PartProps) {
  const { films } = useTexts();
  const texts = films.maker;
  const { music } = draft;
  const change = (more: Partial<NonNullable<FilmDraft['music']>>) => music && set({ music: { ...music, ...more } });
  return (
    <fieldset className={css.group}>
      <legend>{texts.music}</legend>
      <OwnMusic
        music={music}
        onTake={(taken) => set({ music: taken && { ...taken, volume: 1, fadeIn: 0, fadeOut: 2, ducked: false } })}
      >
        <Level label={texts.volume} value={music?.volume ?? 1} onChange={(volume) => change({ volume })} />
        <div className={css.pair}>
          <Seconds label={texts.fadeIn} value={music?.fadeIn ?? 0} onChange={(fadeIn) => change({ fadeIn })} most={30} />
          <Seconds label={texts.fadeOut} value={music?.fadeOut ?? 2} onChange={(fadeOut) => change({ fadeOut })} most={30} />
        </div>
        <Toggle isSelected={music?.ducked ?? false} onChange={(ducked) => change({ ducked })}>
          {texts.ducked}
        </Toggle>
      </OwnMusic>
    </fieldset>
  );
}
