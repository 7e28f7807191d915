import { isRushesError } from 'rushes';
import { type Texts, useTexts } from '@/texts';
import type { Clip } from './states';
import css from './video.module.css';

/** What one cost, in words. */
export function priceOf(
  { credits, charged }: Pick<Clip, 'credits' | 'charged'>,
  videos: Texts['videos'],
  common: Texts['common'],
): string {
  if (credits === 0) return videos.price.free;
  return charged ? common.credits(credits) : videos.notCharged;
}

interface PriceProps {
  credits: number | undefined;
  balance: number | undefined;
  error?: unknown;
  notice?: string | null | undefined;
  more?: string | undefined;
}

/** What it would cost and what is left then, or why it cannot be. */
export function Price({ credits, balance, error, notice, more }: PriceProps) {
  const { videos, common } = useTexts();
  if (error) {
    return (
      <p className={css.refused} role="alert">
        {isRushesError(error) ? `${error.message} ${error.suggestedAction}` : common.error.unexpected}
      </p>
    );
  }
  if (credits === undefined) return null;
  const left = balance === undefined ? undefined : balance - credits;
  return (
    <p className={css.price} aria-live="polite">
      <strong>{credits === 0 ? videos.price.free : common.credits(credits)}</strong>
      {left === undefined ? null : (
        <span className={left < 0 ? css.refused : css.hint}>
          {left < 0 ? videos.price.short(-left) : videos.price.left(left)}
        </span>
      )}
      {more ? <span className={css.hint}>{more}</span> : null}
      {notice ? <span className={css.hint}>{notice}</span> : null}
    </p>
  );
}
