import { ArchiveRestore, CircleStop, RotateCcw, ScanEye, ShieldOff } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { JobTrail } from 'rushes';
import { hasEnded, nameOf } from '@/features/videos/states';
import { useShortcut } from '@/platform/shortcuts';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Badge } from '@/ui/notes';
import { ActDialog } from '../act-dialog';
import { useOne } from '../asking';
import { Detail, Facts, Id, Part, Parts, Raw, When } from '../detail';
import { Look } from '../media/look';
import { PutBack, TakeDown } from '../media/take-down';
import css from '../operators.module.css';
import { placeOf } from '../place';
import { useDollars, useOutcome } from '../words';
import { EndBadge } from './end-badge';
import { Whose } from './jobs-view';
import { useModelNames } from './models';
import { Letters, Moved, Refund, Retry, To, Why } from './trail-parts';

type Doing = 'retry' | 'fail' | 'look' | 'takeDown' | 'putBack';

/** One video with its whole trail: why it failed, what was tried, what it moved, and what can be done about it. */
export function VideoTrailView({ id }: { id: string }) {
  const { operators } = useTexts();
  const texts = operators.job;
  const one = useOne(['job', id], (rushes, reason, signal) =>
    rushes.request('GET /admin/jobs/{job_id}', { path: { job_id: id }, query: { reason }, signal }),
  );
  const [doing, setDoing] = useState<Doing | null>(null);
  const { job } = one.data ?? {};
  const ended = Boolean(job && hasEnded(job));
  const done = job?.state === 'completed';
  const canRetry = ended && !done && !job?.edit;
  useShortcut('t', operators.media.takeDown, () => setDoing('takeDown'), done && !job?.taken_down_at);
  useShortcut('o', texts.retry, () => setDoing('retry'), canRetry);
  const close = () => setDoing(null);
  return (
    <>
      <Detail
        room="jobs"
        roomName={operators.rooms.jobs}
        title={job ? nameOf(job) : id}
        one={one}
        actions={
          job ? (
            <>
              {canRetry ? (
                <Button look="main" icon={<RotateCcw aria-hidden />} onPress={() => setDoing('retry')}>
                  {texts.retry}
                </Button>
              ) : null}
              {ended ? null : (
                <Button look="danger" icon={<CircleStop aria-hidden />} onPress={() => setDoing('fail')}>
                  {texts.fail}
                </Button>
              )}
              {job.video ? (
                <Button icon={<ScanEye aria-hidden />} onPress={() => setDoing('look')}>
                  {operators.media.look}
                </Button>
              ) : null}
              {job.taken_down_at ? (
                <Button icon={<ArchiveRestore aria-hidden />} onPress={() => setDoing('putBack')}>
                  {operators.media.putBack}
                </Button>
              ) : done ? (
                <Button icon={<ShieldOff aria-hidden />} onPress={() => setDoing('takeDown')}>
                  {operators.media.takeDown}
                </Button>
              ) : null}
            </>
          ) : null
        }
      >
        {(trail) => <Shown trail={trail} />}
      </Detail>
      {job && doing === 'retry' ? <Retry kind="video" id={id} onClose={close} /> : null}
      {job && doing === 'fail' ? <Fail id={id} credits={job.credits} onClose={close} /> : null}
      {job && doing === 'look' ? (
        <Dialog title={operators.media.look} isOpen onClose={close} wide>
          <Look kind="video" id={id} label={nameOf(job)} width={job.video?.width} height={job.video?.height} />
        </Dialog>
      ) : null}
      {doing === 'takeDown' ? <TakeDown kind="video" id={id} onClose={close} /> : null}
      {doing === 'putBack' ? <PutBack kind="video" id={id} onClose={close} /> : null}
    </>
  );
}

function Shown({ trail }: { trail: JobTrail }) {
  const { operators, videos, common } = useTexts();
  const texts = operators.job;
  const outcome = useOutcome();
  const models = useModelNames();
  const dollars = useDollars();
  const { number, span } = useFormats();
  const { job, ops, late_results: late } = trail;
  const ended = hasEnded(job);
  const isBad = ended && job.state !== 'completed';
  return (
    <Parts>
      {isBad ? (
        <Why error={job.error} outcome={job.outcome ? outcome(job.outcome) : null}>
          {typeof ops.ended_because === 'string' ? <p>{texts.endedBecause(ops.ended_because)}</p> : null}
        </Why>
      ) : null}
      <Part title={texts.job}>
        <div className={css.row}>
          <EndBadge state={job.state} name={videos.states[job.state]} />
          {job.taken_down_at ? <Badge kind="bad">{operators.media.isTakenDown}</Badge> : null}
          {job.payer_id === 'house' ? <Badge kind="accent">{texts.onHouse}</Badge> : null}
          {job.charged ? null : <Badge>{texts.notCharged}</Badge>}
        </div>
        <Facts
          facts={[
            [operators.person.id, <Id key="id">{job.id}</Id>],
            [operators.jobs.whose, <Whose key="user" id={job.user_id} />],
            [operators.jobs.model, models.nameOf(job.model)],
            [texts.wish, `${span(job.seconds)} · ${job.aspect_ratio} · ${job.resolution}`],
            [operators.words.creditsName, common.credits(job.credits)],
            [texts.price, typeof ops.usd === 'number' ? dollars(ops.usd) : null],
            [operators.jobs.asked, <When key="at" at={job.created_at} />],
            ended
              ? [texts.endedAt, <When key="end" at={job.ended_at} />]
              : [texts.deadline, <When key="dead" at={job.deadline_at} />],
            [texts.dueAt, job.due_at ? <When key="due" at={job.due_at} /> : null],
            [texts.attempt, number(job.attempt)],
            [
              texts.retryOf,
              job.retry_of ? (
                <To key="of" to={placeOf('jobs', `videos/${job.retry_of}`)}>
                  {job.retry_of}
                </To>
              ) : null,
            ],
            [
              texts.madeOf,
              job.source ? (
                <To key="from" to={placeOf('jobs', `videos/${job.source}`)}>
                  {job.source}
                </To>
              ) : null,
            ],
          ]}
        />
      </Part>
      <Part title={texts.prompt}>
        <p dir="auto" className={css.said}>
          {job.prompt}
        </p>
      </Part>
      <Attempts ops={ops} />
      <Moved entries={trail.transactions} />
      {late.length ? (
        <Part title={texts.late}>
          <ul className={css.lines}>
            {late.map((each) => (
              <li key={`${each.attempt} ${each.at}`}>
                <span>{each.uri}</span>
                <span className={css.small}>
                  <When at={each.at} /> · {texts.attempt} {each.attempt}
                </span>
              </li>
            ))}
          </ul>
        </Part>
      ) : null}
      <Letters letters={trail.dead_letters} />
      <Part title={texts.ops} wide>
        <details>
          <summary>{texts.opsHint}</summary>
          <Raw label={texts.ops} value={ops} />
        </details>
      </Part>
    </Parts>
  );
}

/** Each try at the provider: by what name it knows it, when it began and what it said. */
function Attempts({ ops }: { ops: Record<string, unknown> }) {
  const { operators } = useTexts();
  const texts = operators.job;
  const names: Record<string, string> = texts.attemptFields;
  const attempts = Object.entries((ops.attempts ?? {}) as Record<string, Record<string, unknown>>);
  const told = (value: unknown): ReactNode => {
    if (typeof value !== 'string') return typeof value === 'object' ? JSON.stringify(value) : String(value);
    return /^\d{4}-\d\d-\d\dT/.test(value) ? <When at={value} /> : value;
  };
  return (
    <Part title={texts.attempts}>
      {attempts.length ? (
        <ul className={css.lines}>
          {attempts.map(([name, attempt]) => (
            <li key={name}>
              <strong>
                {texts.attempt} {name.replace(/^a/, '')}
              </strong>
              <Facts
                facts={Object.entries(attempt)
                  .filter(([field, value]) => field !== 'digest' && value !== null)
                  .map(([field, value]) => [names[field] ?? field, told(value)] as const)}
              />
            </li>
          ))}
        </ul>
      ) : (
        <p className={css.small}>{texts.noAttempt}</p>
      )}
    </Part>
  );
}

function Fail({ id, credits, onClose }: { id: string; credits: number; onClose: () => void }) {
  const { operators } = useTexts();
  const texts = operators.job;
  const [refund, setRefund] = useState(true);
  return (
    <ActDialog
      title={texts.failTitle}
      text={<p>{texts.failText}</p>}
      action={texts.fail}
      dangerous
      onClose={onClose}
      run={(rushes, reason) =>
        rushes.request('POST /admin/jobs/{job_id}/fail', { path: { job_id: id }, body: { reason, refund } })
      }
      said={({ changed }) => (changed ? texts.failed : texts.failedBefore)}
    >
      {() => <Refund refund={refund} onChange={setRefund} credits={credits} />}
    </ActDialog>
  );
}
