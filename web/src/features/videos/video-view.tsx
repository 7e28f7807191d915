import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import {
  ArrowLeft,
  Ban,
  Columns2,
  Copy,
  Download,
  FastForward,
  RotateCcw,
  Scissors,
  Star,
  Trash2,
  WandSparkles,
} from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { isRushesError, RushesError, type RushesErrorCode } from 'rushes';
import { NotFound } from '@/app/not-found';
import { LAYER, useClosing } from '@/platform/layer';
import { reportOf } from '@/platform/report';
import { useShortcut } from '@/platform/shortcuts';
import { useWide } from '@/platform/width';
import { language, loadTexts, useTexts } from '@/texts';
import { Button, ButtonLink, type ButtonProps, IconButton } from '@/ui/button';
import { CopyButton } from '@/ui/copy-button';
import { ErrorNote } from '@/ui/error-note';
import { Badge, Skeleton } from '@/ui/notes';
import { Player, type PlayerHandle } from '@/ui/player';
import { Room } from '@/ui/room';
import { useDownload } from './download';
import { Facts } from './facts';
import { Marking } from './marking';
import { useCancel, useDelete, useLinks, useMark, useModels, usePlace, useProgress, useRetry, useVideo } from './queries';
import { Related } from './related';
import { Sharing } from './sharing';
import { type Clip, canCancel, hasEnded, nameOf } from './states';
import css from './video.module.css';
import { Way } from './way';

const Editor = lazy(async () => ({ default: (await import('./editor')).Editor }));
const Further = lazy(async () => ({ default: (await import('./further')).Further }));
const PushAsk = lazy(async () => {
  const [{ PushAsk: it }] = await Promise.all([import('../install/push-ask'), loadTexts(language.get(), ['settings'])]);
  return { default: it };
});
const Compare = lazy(async () => ({ default: (await import('./compare')).Compare }));

/** One video: played, marked, shared, edited; or on its way; or why there is none. */
export function VideoView() {
  const { videoId } = useParams({ from: '/studio/videos/$videoId' });
  const video = useVideo(videoId);
  if (video.error && !video.data) {
    return isRushesError(video.error, 'NOT_FOUND') ? (
      <NotFound />
    ) : (
      <ErrorNote error={video.error} onRetry={() => video.refetch()} />
    );
  }
  if (!video.data) return <Skeleton shape="picture" count={1} />;
  if (video.data.deleted_at) return <NotFound />; // deleted here or elsewhere
  return <Shown key={videoId} clip={video.data} />;
}

function Shown({ clip }: { clip: Clip }) {
  const { videos: texts, common } = useTexts();
  const navigate = useNavigate();
  const { show } = useSearch({ from: '/studio/videos/$videoId' });
  const models = useModels();
  const model = models.data?.models.find(({ id }) => id === clip.model);
  const mark = useMark();
  const toList = () => void navigate({ to: '/studio/videos' });
  const remove = useDelete(toList);
  const cancel = useCancel();
  const retry = useRetry(({ id }) => void navigate({ to: '/studio/videos/$videoId', params: { videoId: id } }));
  const closing = useClosing();
  const here = { to: '/studio/videos/$videoId', params: { videoId: clip.id }, resetScroll: false } as const;
  const showing = (what: string) => void navigate({ ...here, search: { show: what }, state: LAYER });
  const close = () => closing(() => void navigate({ ...here, search: {}, replace: true }));
  const [further, setFurther] = useState<'extend' | 'edit' | null>(null);
  const save = useDownload(clip);
  const done = clip.state === 'completed';
  const editing = done && show === 'edit';
  const comparing = done && show === 'compare' && clip.source !== null;
  const like = () => void navigate({ to: '/studio/videos/new', search: { like: clip.id } });
  useShortcut('Delete', texts.keys.remove, () => remove.mutate([clip.id]), hasEnded(clip) && !editing);
  const tasks = done && !clip.edit ? (model?.tasks ?? []) : [];
  return (
    <Room
      title={nameOf(clip)}
      above={<IconButton label={texts.toLibrary} icon={<ArrowLeft aria-hidden />} onPress={toList} />}
      actions={
        <>
          <IconButton
            label={clip.favourite ? texts.unfavourite : texts.makeFavourite}
            aria-pressed={clip.favourite}
            icon={<Star aria-hidden fill={clip.favourite ? 'currentColor' : 'none'} />}
            onPress={() => mark.mutate({ id: clip.id, favourite: !clip.favourite })}
          />
          {done ? (
            <Act
              name={texts.download}
              icon={<Download aria-hidden />}
              onPress={() => save.mutate('mp4')}
              isPending={save.isPending}
            />
          ) : null}
          {done && !editing ? <Act name={texts.byHand} icon={<Scissors aria-hidden />} onPress={() => showing('edit')} /> : null}
          {done && clip.source ? (
            <Act
              name={texts.compare.action}
              icon={<Columns2 aria-hidden />}
              aria-pressed={comparing}
              onPress={() => (comparing ? close() : showing('compare'))}
            />
          ) : null}
          {hasEnded(clip) ? (
            <IconButton label={common.delete} icon={<Trash2 aria-hidden />} onPress={() => remove.mutate([clip.id])} />
          ) : null}
        </>
      }
    >
      {editing ? (
        <Suspense fallback={<Skeleton shape="picture" count={2} />}>
          <Editor
            clip={clip}
            onClose={close}
            onMade={(made) =>
              void navigate({
                to: '/studio/videos/$videoId',
                params: { videoId: made.id },
                search: { show: 'compare' },
                replace: true, // the way back leads to what it was made of, not into an editor that has nothing of it any more
              })
            }
          />
        </Suspense>
      ) : (
        <div className={css.page}>
          <div className={css.first}>
            {comparing ? (
              <Suspense fallback={<Skeleton shape="picture" count={2} />}>
                <Compare clip={clip} />
              </Suspense>
            ) : done ? (
              <Playing clip={clip} />
            ) : (
              <Underway
                clip={clip}
                stoppable={model?.stoppable ?? false}
                onCancel={() => cancel.mutate(clip.id)}
                onRetry={() => retry.mutate(clip.id)}
                retrying={retry.isPending}
                cancelling={cancel.isPending}
              />
            )}
            <section className={css.box}>
              <div className={css.title}>
                <h2>{clip.edit ? texts.promptOfOriginal : texts.prompt}</h2>
                <CopyButton small look="quiet" text={clip.prompt} />
              </div>
              <p className={css.prompt} dir="auto">
                {clip.prompt}
              </p>
              {clip.negative_prompt ? (
                <p className={css.hint}>
                  {texts.without} <bdi>{clip.negative_prompt}</bdi>
                </p>
              ) : null}
              <div className={css.row}>
                {clip.edit ? null : (
                  <Button icon={<Copy aria-hidden />} onPress={like}>
                    {texts.another}
                  </Button>
                )}
                {tasks.includes('extend') ? (
                  <Button icon={<FastForward aria-hidden />} onPress={() => setFurther('extend')}>
                    {texts.extend.action}
                  </Button>
                ) : null}
                {tasks.includes('edit') ? (
                  <Button icon={<WandSparkles aria-hidden />} onPress={() => setFurther('edit')}>
                    {texts.change.action}
                  </Button>
                ) : null}
              </div>
            </section>
            {clip.edit?.captions.length ? <Transcript clip={clip} /> : null}
            {done ? <Sharing work={{ kind: 'video', id: clip.id, name: clip.name }} /> : null}
          </div>
          <div className={css.second}>
            <Marking clip={clip} />
            <Facts clip={clip} model={clip.edit ? texts.edited : (model?.name ?? clip.model)} />
            <Related clip={clip} />
          </div>
        </div>
      )}
      {further && model ? (
        <Suspense>
          <Further clip={clip} model={model} task={further} onClose={() => setFurther(null)} />
        </Suspense>
      ) : null}
    </Room>
  );
}

/** A button in the head; on phones its picture alone. */
function Act({ name, icon, ...rest }: Omit<ButtonProps, 'icon'> & { name: string; icon: ReactNode }) {
  const wide = useWide(600);
  const look = rest['aria-pressed'] ? 'main' : 'plain';
  if (!wide) return <IconButton {...rest} look={look} label={name} icon={icon} />;
  return (
    <Button {...rest} look={look} icon={icon}>
      {name}
    </Button>
  );
}

/** A finished one. Whoever watches while its address ends gets another one and notices nothing. */
export function Playing({ clip, label, ref }: { clip: Clip; label?: string; ref?: { current: PlayerHandle | null } }) {
  const { videos: texts } = useTexts();
  const links = useLinks(clip.id, true);
  const save = useDownload(clip);
  if (links.error && !links.data) return <ErrorNote error={links.error} onRetry={() => links.refetch()} />;
  const file = clip.video;
  return (
    <>
      <Player
        label={label ?? nameOf(clip)}
        src={links.data?.playback}
        poster={links.data?.poster}
        width={file?.width ?? 16}
        height={file?.height ?? 9}
        fps={file?.fps ?? null}
        onRenew={async () => (await links.refetch()).data?.playback}
        hasKeys={!label}
        {...(ref ? { ref } : {})}
      />
      {links.data?.gif && !label ? (
        <figure className={css.gif}>
          <img src={links.data.gif} alt={texts.gif.of(nameOf(clip))} crossOrigin="anonymous" />
          <figcaption>
            <Button small icon={<Download aria-hidden />} onPress={() => save.mutate('gif')} isPending={save.isPending}>
              {texts.gif.save}
            </Button>
          </figcaption>
        </figure>
      ) : null}
    </>
  );
}

interface UnderwayProps {
  clip: Clip;
  stoppable: boolean;
  onCancel: () => void;
  onRetry: () => void;
  retrying: boolean;
  cancelling: boolean;
}

function Underway({ clip, stoppable, onCancel, onRetry, retrying, cancelling }: UnderwayProps) {
  const { videos: texts, common } = useTexts();
  const place = usePlace(clip);
  const progress = useProgress(clip);
  if (!hasEnded(clip)) {
    return (
      <>
        <section className={css.box} aria-label={texts.way.label}>
          <Way clip={{ ...clip, progress: clip.progress ?? progress }} place={place} />
          {clip.notice ? <p className={css.hint}>{clip.notice}</p> : null}
          {canCancel(clip, stoppable) ? (
            <div className={css.row}>
              <Button icon={<Ban aria-hidden />} onPress={onCancel} isPending={cancelling}>
                {texts.cancel}
              </Button>
            </div>
          ) : (
            <p className={css.hint}>{texts.way.cannotStop}</p>
          )}
        </section>
        <Suspense>
          <PushAsk />
        </Suspense>
      </>
    );
  }
  const other = clip.error !== null && !clip.error.retryable && clip.edit === null; // the same once more would come to the same
  return (
    <section className={css.box} aria-label={texts.way.label}>
      <p>
        <Badge kind={clip.state === 'failed' ? 'bad' : 'told'}>{texts.states[clip.state]}</Badge>
      </p>
      <p className={css.what}>{clip.message ?? clip.error?.message}</p>
      {clip.error ? <p>{clip.error.suggestedAction}</p> : null}
      <p className={css.hint}>
        {clip.charged ? texts.paid(common.credits(clip.credits)) : texts.cameBack(common.credits(clip.credits))}
      </p>
      <div className={css.row}>
        {clip.edit ? null : (
          <ButtonLink look={other ? 'main' : 'plain'} href={`/studio/videos/new?like=${clip.id}`} icon={<Copy aria-hidden />}>
            {texts.otherwise}
          </ButtonLink>
        )}
        <Button look={other ? 'plain' : 'main'} icon={<RotateCcw aria-hidden />} onPress={onRetry} isPending={retrying}>
          {texts.retry}
        </Button>
        {clip.error ? (
          <CopyButton
            plain
            look="quiet"
            text={reportOf(new RushesError({ code: clip.error.code as RushesErrorCode, message: '' }))}
            name={common.error.report}
            done={common.error.reported}
          />
        ) : null}
      </div>
    </section>
  );
}

/** What was written into the picture, for those who do not see it. */
function Transcript({ clip }: { clip: Clip }) {
  const { videos: texts } = useTexts();
  return (
    <details className={css.box}>
      <summary>{texts.transcript}</summary>
      <ol className={css.lines}>
        {clip.edit?.captions.map(({ start, text }) => (
          <li key={`${start} ${text}`} dir="auto">
            {text}
          </li>
        ))}
      </ol>
    </details>
  );
}
