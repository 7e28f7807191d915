import { useNow } from '@/platform/now';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Progress } from '@/ui/notes';
import { type Clip, hasEnded } from './states';
import css from './videos.module.css';

const SOON_S = 5;

/** What state it is in, in words; of one that waits, its place in the line. */
export function useStateWords(clip: Clip, place: number | undefined): string {
  const { videos } = useTexts();
  const { moment } = useFormats();
  if (clip.state === 'waiting' && place) return videos.way.place(place);
  if (clip.state === 'scheduled' && clip.start_at) return videos.way.startsAt(moment(clip.start_at));
  return videos.states[clip.state];
}

/** Where a video is on its way: what happens now, how long it may still take, a bar. */
export function Way({ clip, place, quiet }: { clip: Clip; place?: number | undefined; quiet?: boolean }) {
  const words = useStateWords(clip, place);
  if (hasEnded(clip)) return null;
  const moves = ['submitting', 'unconfirmed', 'processing', 'storing'].includes(clip.state);
  return (
    <div className={css.way}>
      <p className={css.state} {...(quiet ? {} : { 'aria-live': 'polite' as const })}>
        {words}
      </p>
      {clip.message && !quiet ? <p className={css.said}>{clip.message}</p> : null}
      {moves ? <Going clip={clip} label={words} /> : null}
    </div>
  );
}

/** The only part of a card that is drawn anew each second. */
function Going({ clip, label }: { clip: Clip; label: string }) {
  const { videos } = useTexts();
  const { span, percent } = useFormats();
  const now = useNow();
  const [begun, due] = [Date.parse(clip.created_at), Date.parse(clip.expected_at)];
  const left = Math.ceil((due - now) / 1000);
  const known = typeof clip.progress === 'number' ? clip.progress / 100 : undefined;
  const guessed = due > begun ? Math.min(0.97, Math.max(0.02, (now - begun) / (due - begun))) : undefined;
  const text = left > SOON_S ? videos.way.left(span(left)) : left > -SOON_S ? videos.way.soon : videos.way.longer;
  return (
    <>
      <Progress label={label} value={known ?? (left > -SOON_S ? guessed : undefined)} text={text} />
      <p className={css.left}>
        <span>{text}</span>
        {known === undefined ? null : <span>{percent(known)}</span>}
      </p>
    </>
  );
}
