import { Check, ChevronDown, ChevronUp, CircleAlert, Pause, Play, RotateCcw, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useServiceLimits } from '@/features/account/account';
import { useStore } from '@/platform/store';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { IconButton } from '@/ui/button';
import { Progress } from '@/ui/notes';
import css from './upload-tray.module.css';
import { type Upload, type UploadState, uploads, useUploads } from './uploads';

const SHOWN = 40; // of those that have not come; a list of hundreds says no more
const MEGABYTE = 1024 * 1024;
const DONE_MS = 6_000; // so long it stands there once all have come

const RANK: Record<UploadState, number> = {
  failed: 0,
  waiting: 1,
  sending: 2,
  checking: 2,
  paused: 3,
  looking: 4,
  queued: 4,
  done: 5,
};

/** What is being uploaded, at the foot of every view. */
export function UploadTray() {
  const { images } = useTexts();
  const { percent } = useFormats();
  useUploads();
  const all = useStore(uploads.all);
  const [open, setOpen] = useState(true);
  const of = (...states: UploadState[]) => all.filter(({ state }) => states.includes(state)).length;
  const [done, failed, paused] = [of('done'), of('failed'), of('paused')];
  const left = all.length - done - failed;
  const over = left === 0;
  const clean = over && failed === 0;
  useEffect(() => {
    if (!clean) return;
    const timer = setTimeout(() => uploads.cancelAll(), DONE_MS);
    return () => clearTimeout(timer);
  }, [clean]);
  const words = images.upload;
  const title = !over
    ? paused === left
      ? words.paused(left)
      : words.going(done, all.length)
    : !failed
      ? words.finished(done)
      : done
        ? words.finishedSome(done, failed)
        : words.failedAll(failed);
  const shown = all.filter(({ state }) => state !== 'done').sort((one, other) => RANK[one.state] - RANK[other.state]);
  const sent = all.reduce((sum, each) => sum + (each.state === 'done' || each.state === 'failed' ? 1 : each.sent), 0);
  return (
    <section className={css.tray} aria-label={words.tray}>
      <header className={css.head}>
        <h2 aria-live="polite">{title}</h2>
        {failed && all.some(({ state, again }) => state === 'failed' && again) ? (
          <IconButton small label={words.retryAll} icon={<RotateCcw aria-hidden />} onPress={() => uploads.retryAll()} />
        ) : null}
        {paused ? <IconButton small label={words.goOnAll} icon={<Play aria-hidden />} onPress={() => uploads.goOnAll()} /> : null}
        {left > paused ? (
          <IconButton small label={words.pauseAll} icon={<Pause aria-hidden />} onPress={() => uploads.pauseAll()} />
        ) : null}
        {shown.length ? (
          <IconButton
            small
            label={open ? words.hide : words.show}
            aria-expanded={open}
            icon={open ? <ChevronDown aria-hidden /> : <ChevronUp aria-hidden />}
            onPress={() => setOpen(!open)}
          />
        ) : null}
        <IconButton
          small
          label={over ? words.clear : words.cancelAll}
          icon={<X aria-hidden />}
          onPress={() => uploads.cancelAll()}
        />
      </header>
      {over ? null : (
        <div className={css.whole}>
          <Progress label={words.progress} value={sent / all.length} text={percent(sent / all.length)} />
        </div>
      )}
      {open && shown.length ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys, too
        <ul className={css.list} tabIndex={0} aria-label={words.tray}>
          {shown.slice(0, SHOWN).map((each) => (
            <Row key={each.id} upload={each} />
          ))}
          {shown.length > SHOWN ? <li className={css.more}>{words.more(shown.length - SHOWN)}</li> : null}
        </ul>
      ) : null}
    </section>
  );
}

function Row({ upload }: { upload: Upload }) {
  const { images } = useTexts();
  const { bytes, number, percent } = useFormats();
  const words = images.upload;
  const { id, name, state, sent } = upload;
  const said =
    state === 'sending'
      ? words.state.sending(percent(sent))
      : state === 'waiting'
        ? words.state[upload.for ?? 'connection']
        : words.state[state];
  const limits = useServiceLimits().data;
  const why =
    upload.problem === 'large'
      ? words.problem.large(number((limits?.image_bytes ?? 0) / MEGABYTE))
      : upload.problem === 'side'
        ? words.problem.side(number(limits?.image_side ?? 0))
        : upload.problem
          ? words.problem[upload.problem]
          : upload.told;
  return (
    <li className={css.row} data-state={state}>
      {state === 'failed' ? <CircleAlert aria-hidden /> : state === 'done' ? <Check aria-hidden /> : null}
      <span className={css.what}>
        <span className={css.name}>
          <bdi>{name}</bdi> <span className={css.size}>{bytes(upload.bytes)}</span>
        </span>
        <span className={css.said}>{state === 'failed' && why ? why : said}</span>
        {state === 'failed' ? null : (
          <Progress label={words.progressOf(name)} value={state === 'checking' ? undefined : sent} text={said} />
        )}
      </span>
      {['looking', 'queued', 'sending', 'waiting'].includes(state) ? (
        <IconButton small label={words.pauseOf(name)} icon={<Pause aria-hidden />} onPress={() => uploads.pause(id)} />
      ) : null}
      {state === 'paused' ? (
        <IconButton small label={words.goOnOf(name)} icon={<Play aria-hidden />} onPress={() => uploads.goOn(id)} />
      ) : null}
      {state === 'failed' && upload.again ? (
        <IconButton small label={words.retryOf(name)} icon={<RotateCcw aria-hidden />} onPress={() => uploads.retry(id)} />
      ) : null}
      <IconButton
        small
        label={state === 'failed' ? words.dismissOf(name) : words.cancelOf(name)}
        icon={<X aria-hidden />}
        onPress={() => uploads.cancel(id)}
      />
    </li>
  );
}
