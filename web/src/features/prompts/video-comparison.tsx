import { useQuery } from '@tanstack/react-query';
import { Clapperboard } from 'lucide-react';
import { useState } from 'react';
import type { Comparison } from 'rushes';
import { useAccount } from '@/features/account/account';
import { useChange } from '@/platform/change';
import { keys } from '@/platform/queries';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { Button, ButtonLink } from '@/ui/button';
import { Confirm } from '@/ui/dialog';
import { ErrorNote } from '@/ui/error-note';
import { Badge, Skeleton } from '@/ui/notes';
import { Segments } from '@/ui/segments';
import { tell } from '@/ui/toasts';
import { Toggle } from '@/ui/toggles';
import css from './prompts.module.css';
import { Stars } from './stars';

const KEY = ['videos', 'comparisons'] as const;
const LOOK_MS = 4_000;
const SIDES = ['A', 'B'] as const;
type Pair = readonly [string, string];

/** The same two prompts as videos, alike in all but the text: what both cost, and which one is better. */
export function VideoComparison({ imageId, pair }: { imageId: string; pair: Pair }) {
  const { common, prompts: texts } = useTexts();
  const rushes = useRushes();
  const balance = useAccount().data?.balance;
  const [frame, setFrame] = useState(true);
  const [asking, setAsking] = useState(false);
  const wish = frame ? { first_frame: imageId } : {};
  const quote = useQuery({
    queryKey: ['videos', 'quote', ...pair, frame],
    queryFn: async ({ signal }) => {
      const [one, other] = await Promise.all(pair.map((id) => rushes.videos.quote({ ...wish, prompt_id: id }, { signal })));
      return (one?.credits ?? 0) + (other?.credits ?? 0);
    },
  });
  const known = useQuery({
    queryKey: [...KEY, ...pair],
    queryFn: async () => {
      const { items } = await rushes.comparisons.list({ limit: 100 }).page();
      return items.filter(({ variants }) => variants.every(({ prompt_id: id }) => pair.includes(id)));
    },
    refetchInterval: ({ state }) => (state.data?.some((each) => !ended(each)) ? LOOK_MS : false),
  });
  const start = useChange({
    ask: () => rushes.comparisons.create({ ...wish, prompt_ids: [...pair] }),
    done: () => tell('good', texts.compare.started),
    stale: [KEY, keys.account, ['videos']],
  });
  const credits = quote.data === undefined ? null : common.credits(quote.data);
  const left = balance === undefined || quote.data === undefined ? undefined : balance - quote.data;
  return (
    <section className={css.videos} aria-label={texts.compare.videos}>
      <h3>{texts.compare.videos}</h3>
      <p className={css.quiet}>{texts.compare.videosHint}</p>
      <Toggle isSelected={frame} onChange={setFrame}>
        {texts.compare.frame}
      </Toggle>
      {quote.error ? <ErrorNote error={quote.error} onRetry={() => quote.refetch()} /> : null}
      <div className={css.row}>
        <Button
          look="main"
          icon={<Clapperboard aria-hidden />}
          isDisabled={credits === null || (left !== undefined && left < 0)}
          isPending={start.isPending}
          onPress={() => setAsking(true)}
        >
          {texts.compare.start}
        </Button>
        <span className={css.cost} aria-live="polite">
          {credits ? texts.compare.price(credits) : null}
          {credits && left !== undefined
            ? ` · ${texts.compare[left < 0 ? 'short' : 'left'](common.credits(Math.abs(left)))}`
            : null}
        </span>
      </div>
      {known.isPending ? <Skeleton count={2} /> : null}
      {known.error ? <ErrorNote error={known.error} onRetry={() => known.refetch()} /> : null}
      {known.data?.length ? (
        <>
          <h3>{texts.compare.earlier}</h3>
          <ul className={css.comparisons}>
            {known.data.map((comparison) => (
              <Compared key={comparison.id} comparison={comparison} pair={pair} />
            ))}
          </ul>
        </>
      ) : null}
      <Confirm
        title={texts.compare.confirmTitle}
        text={texts.compare.confirm(credits ?? '')}
        action={texts.compare.start}
        isOpen={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => start.mutateAsync(undefined).catch(() => undefined)}
      />
    </section>
  );
}

const ENDED = ['completed', 'failed', 'cancelled'];
const ended = ({ variants }: Comparison) => variants.every(({ video }) => video === null || ENDED.includes(video.state));

/** Both videos of one comparison, and what is said of them once they have ended. */
function Compared({ comparison, pair }: { comparison: Comparison; pair: Pair }) {
  const { prompts: texts } = useTexts();
  const rushes = useRushes();
  const sideOf = (id: string) => SIDES[pair.indexOf(id)] ?? '';
  const [winner, setWinner] = useState(comparison.rated_at ? (comparison.winner ?? 'neither') : '');
  const [stars, setStars] = useState<number[]>(comparison.variants.map(({ rating }) => rating ?? 0));
  const rate = useChange({
    ask: () =>
      rushes.comparisons.rate(comparison.id, {
        winner: winner === 'neither' ? null : winner,
        ratings: stars.every(Boolean) ? stars : null,
      }),
    done: () => tell('good', texts.compare.kept),
    stale: [KEY, ['prompts']],
  });
  return (
    <li className={css.compared}>
      <ul className={css.row}>
        {comparison.variants.map(({ prompt_id: id, job_id: job, video }) => (
          <li key={job} className={css.row}>
            {video ? (
              <ButtonLink small href={`/studio/videos/${job}`} icon={<Clapperboard aria-hidden />}>
                {texts.compare.video(sideOf(id))}
              </ButtonLink>
            ) : (
              <span>{texts.compare.video(sideOf(id))}</span>
            )}
            <Badge kind={video?.state === 'completed' ? 'good' : video?.state === 'failed' ? 'bad' : 'told'}>
              {video ? texts.compare.states[video.state] : texts.compare.gone}
            </Badge>
          </li>
        ))}
      </ul>
      {ended(comparison) ? (
        <>
          <Segments
            label={texts.compare.rate}
            choices={[
              ...comparison.variants.map(({ prompt_id: id }) => ({ id, name: sideOf(id) })),
              { id: 'neither', name: texts.compare.neither },
            ]}
            value={winner}
            onChange={setWinner}
          />
          <div className={css.row}>
            {comparison.variants.map(({ prompt_id: id }, at) => (
              <Stars
                key={id}
                shown
                label={texts.compare.stars(sideOf(id))}
                value={stars[at] || null}
                onChange={(rating) => setStars(stars.map((before, place) => (place === at ? rating : before)))}
              />
            ))}
          </div>
          <Button small isDisabled={!winner} isPending={rate.isPending} onPress={() => rate.mutate(undefined)}>
            {texts.compare.keep}
          </Button>
        </>
      ) : (
        <p className={css.quiet}>{texts.compare.wait}</p>
      )}
    </li>
  );
}
