import { Link } from '@tanstack/react-router';
import { Ban, Copy, Film, MoreHorizontal, RotateCcw, Star, Trash2 } from 'lucide-react';
import { memo, useEffect, useRef, useState } from 'react';
import { GridListItem } from 'react-aria-components';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button, IconButton } from '@/ui/button';
import { Menu, type MenuAction } from '@/ui/menu';
import { Badge } from '@/ui/notes';
import { Checkbox } from '@/ui/toggles';
import { priceOf } from './price';
import { useLinks, usePoster } from './queries';
import { type Clip, canCancel, hasEnded, nameOf } from './states';
import css from './videos.module.css';
import { Way } from './way';

export interface CardActs {
  favourite: (clip: Clip) => void;
  remove: (clip: Clip) => void;
  retry: (clip: Clip) => void;
  cancel: (clip: Clip) => void;
  like: (clip: Clip) => void;
  open: (clip: Clip) => void;
}

interface CardProps {
  clip: Clip;
  place: number | undefined;
  model: string;
  stoppable: boolean;
  acts: CardActs;
}

/** A video among others: its still, or its way; what it is; what can be done with it. */
export const Card = memo(function Card({ clip, place, model, stoppable, acts }: CardProps) {
  const { videos, common } = useTexts();
  const { ago, span } = useFormats();
  const [looked, setLooked] = useState(false);
  const name = nameOf(clip);
  return (
    <GridListItem
      id={clip.id}
      textValue={name}
      className={css.card ?? ''}
      onHoverStart={() => setLooked(true)}
      onHoverEnd={() => setLooked(false)}
    >
      {({ isFocusVisible }) => (
        <>
          <div className={css.media} data-state={clip.state}>
            {clip.state === 'completed' ? (
              <Still clip={clip} looked={looked || isFocusVisible} />
            ) : hasEnded(clip) ? (
              <Outcome clip={clip} retry={() => acts.retry(clip)} />
            ) : (
              <div className={css.going}>
                <Way clip={clip} place={place} quiet />
                {canCancel(clip, stoppable) ? (
                  <Button small icon={<Ban aria-hidden />} onPress={() => acts.cancel(clip)}>
                    {common.cancel}
                  </Button>
                ) : null}
              </div>
            )}
            <span className={css.pick}>
              <Checkbox slot="selection" aria-label={common.select}>
                {null}
              </Checkbox>
            </span>
            {clip.favourite ? (
              <span className={css.star} role="img" aria-label={videos.favourite}>
                <Star aria-hidden size={16} fill="currentColor" />
              </span>
            ) : null}
            {clip.video ? <span className={css.length}>{span(clip.video.seconds)}</span> : null}
          </div>
          <div className={css.about}>
            <Link
              to="/studio/videos/$videoId"
              params={{ videoId: clip.id }}
              className={css.name ?? ''}
              dir="auto"
              tabIndex={-1}
              preload="intent"
            >
              {name}
            </Link>
            <Menu
              label={videos.actionsOf(name)}
              trigger={<IconButton small label={videos.actionsOf(name)} icon={<MoreHorizontal aria-hidden />} />}
              actions={actionsFor(clip, stoppable, acts, videos, common.delete)}
            />
          </div>
          {clip.tags.length ? (
            <p className={css.tags}>
              {clip.tags.map((tag) => (
                <Badge key={tag}>
                  <bdi>{tag}</bdi>
                </Badge>
              ))}
            </p>
          ) : null}
          <p className={css.facts}>
            <span>{model}</span>
            <span>{priceOf(clip, videos, common)}</span>
            <time dateTime={clip.created_at}>{ago(clip.created_at)}</time>
          </p>
        </>
      )}
    </GridListItem>
  );
});

/** What became of one that came to nothing: why, and that it cost nothing. */
function Outcome({ clip, retry }: { clip: Clip; retry: () => void }) {
  const { videos, common } = useTexts();
  return (
    <div className={css.outcome}>
      <Badge kind={clip.state === 'failed' ? 'bad' : 'told'}>{videos.states[clip.state]}</Badge>
      <p className={css.why}>{clip.message ?? clip.error?.message}</p>
      <Button small icon={<RotateCcw aria-hidden />} onPress={retry}>
        {common.retry}
      </Button>
    </div>
  );
}

function actionsFor(
  clip: Clip,
  stoppable: boolean,
  acts: CardActs,
  videos: ReturnType<typeof useTexts>['videos'],
  remove: string,
): (MenuAction | null)[] {
  const ended = hasEnded(clip);
  return [
    { id: 'open', name: videos.open, icon: <Film />, act: () => acts.open(clip) },
    {
      id: 'favourite',
      name: clip.favourite ? videos.unfavourite : videos.makeFavourite,
      icon: <Star />,
      act: () => acts.favourite(clip),
    },
    ...(clip.edit ? [] : [{ id: 'like', name: videos.another, icon: <Copy />, act: () => acts.like(clip) }]),
    ...(ended && clip.state !== 'completed'
      ? [{ id: 'retry', name: videos.retry, icon: <RotateCcw />, act: () => acts.retry(clip) }]
      : []),
    ...(canCancel(clip, stoppable) ? [{ id: 'cancel', name: videos.cancel, icon: <Ban />, act: () => acts.cancel(clip) }] : []),
    null,
    {
      id: 'delete',
      name: remove,
      icon: <Trash2 />,
      act: () => acts.remove(clip),
      dangerous: true,
      refused: ended ? undefined : videos.deleted.notYet,
    },
  ];
}

const LOOK_MS = 350;

function Still({ clip, looked }: { clip: Clip; looked: boolean }) {
  const poster = usePoster(clip);
  const [moving, setMoving] = useState(false);
  useEffect(() => {
    if (!looked || matchMedia('(prefers-reduced-motion: reduce)').matches) {
      setMoving(false);
      return;
    }
    const timer = setTimeout(() => setMoving(true), LOOK_MS);
    return () => clearTimeout(timer);
  }, [looked]);
  const upright = clip.aspect_ratio !== '16:9';
  return (
    <>
      {poster ? (
        <img
          src={poster}
          alt=""
          className={upright ? css.whole : css.filled}
          loading="lazy"
          decoding="async"
          crossOrigin="anonymous"
        />
      ) : null}
      {moving ? <Preview id={clip.id} upright={upright} /> : null}
    </>
  );
}

function Preview({ id, upright }: { id: string; upright: boolean }) {
  const links = useLinks(id, true);
  const video = useRef<HTMLVideoElement>(null);
  if (!links.data) return null;
  return (
    <video
      ref={video}
      src={links.data.playback}
      className={upright ? css.whole : css.filled}
      muted
      autoPlay
      loop
      playsInline
      tabIndex={-1}
      aria-hidden="true"
      crossOrigin="anonymous"
    />
  );
}
