import { useNavigate } from '@tanstack/react-router';
import { ArrowLeft, Link2 } from 'lucide-react';
import { useTexts } from '@/texts';
import { ButtonLink, IconButton } from '@/ui/button';
import { ErrorNote } from '@/ui/error-note';
import { More } from '@/ui/more';
import { Empty, Skeleton } from '@/ui/notes';
import { Room } from '@/ui/room';
import { ShareLine, useShares } from './sharing';
import css from './video.module.css';

/** All links that were given out. */
export function SharesView() {
  const { videos: texts } = useTexts();
  const navigate = useNavigate();
  const shares = useShares();
  const all = shares.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Room
      title={texts.shares.all}
      above={
        <IconButton
          label={texts.toLibrary}
          icon={<ArrowLeft aria-hidden />}
          onPress={() => void navigate({ to: '/studio/videos' })}
        />
      }
    >
      {shares.error && !all.length ? <ErrorNote error={shares.error} onRetry={() => shares.refetch()} /> : null}
      {shares.isPending ? <Skeleton count={4} /> : null}
      {shares.data && !all.length ? (
        <Empty
          icon={<Link2 />}
          title={texts.shares.noneAtAll}
          action={<ButtonLink href="/studio/videos">{texts.toLibrary}</ButtonLink>}
        >
          {texts.shares.noneAtAllText}
        </Empty>
      ) : null}
      <ul className={css.shares}>
        {all.map((share) => (
          <ShareLine key={share.token} share={share} of={share.title || texts.shares.kinds[share.kind]} />
        ))}
      </ul>
      <More
        more={Boolean(shares.hasNextPage)}
        loading={shares.isFetchingNextPage}
        failed={shares.isFetchNextPageError}
        load={() => void shares.fetchNextPage()}
      />
    </Room>
  );
}
