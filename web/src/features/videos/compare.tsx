import { useQuery } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { useRef } from 'react';
import { keys } from '@/platform/queries';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { ErrorNote } from '@/ui/error-note';
import { Skeleton } from '@/ui/notes';
import type { PlayerHandle } from '@/ui/player';
import type { Clip } from './states';
import css from './video.module.css';
import { Playing } from './video-view';

/** Before and after, side by side, begun together. */
export function Compare({ clip }: { clip: Clip }) {
  const { videos } = useTexts();
  const rushes = useRushes();
  const source = useQuery<Clip>({
    queryKey: keys.video(clip.source ?? ''),
    queryFn: ({ signal }) => rushes.videos.get(clip.source ?? '', { signal }),
  });
  const before = useRef<PlayerHandle>(null);
  const after = useRef<PlayerHandle>(null);
  const both = () => {
    before.current?.seek(clip.edit?.start ?? 0);
    after.current?.seek(0);
    before.current?.play();
    after.current?.play();
  };
  if (source.error) return <ErrorNote error={source.error} onRetry={() => source.refetch()} />;
  if (!source.data) return <Skeleton shape="picture" count={2} />;
  return (
    <section className={css.compare} aria-label={videos.compare.action}>
      <div className={css.pair}>
        <div className={css.side}>
          <h2>{videos.compare.before}</h2>
          <Playing clip={source.data} label={videos.compare.before} ref={before} />
        </div>
        <div className={css.side}>
          <h2>{videos.compare.after}</h2>
          <Playing clip={clip} label={videos.compare.after} ref={after} />
        </div>
      </div>
      <Button look="main" icon={<Play aria-hidden fill="currentColor" />} onPress={both}>
        {videos.compare.both}
      </Button>
    </section>
  );
}
