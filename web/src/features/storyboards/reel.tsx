import { useState } from 'react';
import { useLinks, usePosterOf } from '@/features/videos/queries';
import { useTexts } from '@/texts';
import { Dialog } from '@/ui/dialog';
import { ErrorNote } from '@/ui/error-note';
import { Skeleton } from '@/ui/notes';
import css from './board.module.css';

export interface Played {
  id: string;
  name: string;
  video: string;
  /** A part of it alone. */
  start?: number;
  end?: number;
}

interface ReelProps {
  scenes: readonly Played[];
  /** So many that there is nothing of. */
  missing: number;
  title?: string;
  onClose: () => void;
}

/** Scenes that are shot, played one after the other before anything is put together. */
export function Reel({ scenes, missing, title, onClose }: ReelProps) {
  const { storyboards } = useTexts();
  const texts = storyboards.reel;
  const [at, setAt] = useState(0);
  const now = scenes[Math.min(at, scenes.length - 1)];
  const links = useLinks(now?.video ?? '', now !== undefined);
  useLinks(scenes[at + 1]?.video ?? '', at + 1 < scenes.length); // the next one's address is there when this one ends
  const on = () => at + 1 < scenes.length && setAt(at + 1);
  return (
    <Dialog title={title ?? texts.title} isOpen onClose={onClose} wide>
      {links.error && !links.data ? <ErrorNote error={links.error} onRetry={() => links.refetch()} /> : null}
      {now ? (
        <p className={css.row}>
          <span className={css.number}>{at + 1}</span>
          <strong dir="auto" aria-live="polite">
            {now.name}
          </strong>
        </p>
      ) : (
        <p>{texts.none}</p>
      )}
      <div className={css.screen}>
        {links.data ? (
          // biome-ignore lint/a11y/useMediaCaption: what is said in it stands in its scene
          <video
            key={now?.id}
            src={links.data.playback}
            poster={links.data.poster ?? undefined}
            crossOrigin="anonymous"
            controls
            autoPlay
            playsInline
            aria-label={now?.name}
            onLoadedMetadata={({ currentTarget }) => {
              if (now?.start) currentTarget.currentTime = now.start;
            }}
            onTimeUpdate={({ currentTarget }) => {
              if (!now?.end || currentTarget.currentTime < now.end || currentTarget.paused) return;
              currentTarget.pause();
              on();
            }}
            onEnded={on}
          />
        ) : now ? (
          <Skeleton shape="picture" />
        ) : null}
      </div>
      <ol className={css.strip} aria-label={texts.strip}>
        {scenes.map(({ id, name, video }, place) => (
          <li key={id}>
            <button type="button" aria-current={place === at || undefined} onClick={() => setAt(place)}>
              <Frame video={video} />
              <span className={css.number}>{place + 1}</span>
              <span className={css.unseen}>{name}</span>
            </button>
          </li>
        ))}
      </ol>
      {missing ? <p className={css.hint}>{texts.missing(missing)}</p> : null}
    </Dialog>
  );
}

function Frame({ video }: { video: string }) {
  const poster = usePosterOf(video, true);
  return <span className={css.still16}>{poster ? <img src={poster} alt="" crossOrigin="anonymous" /> : null}</span>;
}
