import { ArchiveRestore, CircleStop, RotateCcw, ScanEye, ShieldOff } from 'lucide-react';
import { useState } from 'react';
import type { FilmTrail } from 'rushes';
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
import { useOutcome } from '../words';
import { EndBadge } from './end-badge';
import { Whose } from './jobs-view';
import { Letters, Moved, Refund, Retry, To, Why } from './trail-parts';

/** One film with what it moved, and what can be done about it. */
export function FilmTrailView({ id }: { id: string }) {
  const { operators, films } = useTexts();
  const texts = operators.job;
  const { moment } = useFormats();
  const one = useOne(['film', id], (rushes, reason, signal) =>
    rushes.request('GET /admin/films/{film_id}', { path: { film_id: id }, query: { reason }, signal }),
  );
  const [doing, setDoing] = useState<'retry' | 'fail' | 'look' | 'takeDown' | 'putBack' | null>(null);
  const [refund, setRefund] = useState(true);
  const film = one.data?.film;
  const done = film?.status === 'completed';
  const canRetry = film?.status === 'failed' || film?.status === 'cancelled';
  const name = film ? film.name || film.title?.text || films.nameOf(moment(film.created_at)) : id;
  const close = () => setDoing(null);
  useShortcut('t', operators.media.takeDown, () => setDoing('takeDown'), done && !film?.taken_down_at);
  useShortcut('o', texts.retry, () => setDoing('retry'), canRetry);
  return (
    <>
      <Detail
        room="jobs"
        roomName={operators.rooms.jobs}
        title={name}
        one={one}
        actions={
          film ? (
            <>
              {canRetry ? (
                <Button look="main" icon={<RotateCcw aria-hidden />} onPress={() => setDoing('retry')}>
                  {texts.retry}
                </Button>
              ) : null}
              {film.ended_at ? null : (
                <Button look="danger" icon={<CircleStop aria-hidden />} onPress={() => setDoing('fail')}>
                  {texts.fail}
                </Button>
              )}
              {done ? (
                <Button icon={<ScanEye aria-hidden />} onPress={() => setDoing('look')}>
                  {operators.media.look}
                </Button>
              ) : null}
              {film.taken_down_at ? (
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
      {film && doing === 'look' ? (
        <Dialog title={operators.media.look} isOpen onClose={close} wide>
          <Look kind="film" id={id} label={name} width={film.film?.width} height={film.film?.height} />
        </Dialog>
      ) : null}
      {doing === 'retry' ? <Retry kind="film" id={id} onClose={close} /> : null}
      {doing === 'takeDown' ? <TakeDown kind="film" id={id} onClose={close} /> : null}
      {doing === 'putBack' ? <PutBack kind="film" id={id} onClose={close} /> : null}
      {film && doing === 'fail' ? (
        <ActDialog
          title={texts.failTitle}
          text={<p>{texts.failText}</p>}
          action={texts.fail}
          dangerous
          onClose={close}
          run={(rushes, reason) =>
            rushes.request('POST /admin/films/{film_id}/fail', { path: { film_id: id }, body: { reason, refund } })
          }
          said={({ changed }) => (changed ? texts.failed : texts.failedBefore)}
        >
          {() => <Refund refund={refund} onChange={setRefund} credits={film.credits} />}
        </ActDialog>
      ) : null}
    </>
  );
}

function Shown({ trail: { film, transactions, dead_letters: letters } }: { trail: FilmTrail }) {
  const { operators, films, common } = useTexts();
  const texts = operators.job;
  const outcome = useOutcome();
  const { number, span } = useFormats();
  const ended = film.ended_at !== null;
  return (
    <Parts>
      {ended && film.status !== 'completed' ? (
        <Why error={film.error} outcome={film.outcome ? outcome(film.outcome) : null} />
      ) : null}
      <Part title={operators.words.kinds.film}>
        <div className={css.row}>
          <EndBadge state={film.status} name={films.states[film.status]} />
          {film.taken_down_at ? <Badge kind="bad">{operators.media.isTakenDown}</Badge> : null}
          {film.payer_id === 'house' ? <Badge kind="accent">{texts.onHouse}</Badge> : null}
          {film.charged ? null : <Badge>{texts.notCharged}</Badge>}
        </div>
        <Facts
          facts={[
            [operators.person.id, <Id key="id">{film.id}</Id>],
            [operators.jobs.whose, <Whose key="user" id={film.user_id} />],
            [operators.jobs.length, span(Math.round(film.film?.seconds ?? film.seconds))],
            [operators.words.creditsName, common.credits(film.credits)],
            [operators.jobs.asked, <When key="at" at={film.created_at} />],
            ended
              ? [texts.endedAt, <When key="end" at={film.ended_at} />]
              : [texts.deadline, <When key="dead" at={film.deadline_at} />],
            [texts.dueAt, film.due_at ? <When key="due" at={film.due_at} /> : null],
            [
              texts.retryOf,
              film.retry_of ? (
                <To key="of" to={placeOf('jobs', `films/${film.retry_of}`)}>
                  {film.retry_of}
                </To>
              ) : null,
            ],
            [texts.crashes, film.crashes ? number(film.crashes) : null],
            [texts.waits, film.waits ? number(film.waits) : null],
          ]}
        />
      </Part>
      <Part title={texts.scenes}>
        <ul className={css.lines}>
          {film.scenes.map((each, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same video may stand there twice
            <li key={`${at} ${each.video_id}`}>
              <span>
                {at + 1}. <To to={placeOf('jobs', `videos/${each.video_id}`)}>{each.video_id}</To>
              </span>
            </li>
          ))}
        </ul>
      </Part>
      <Moved entries={transactions} />
      <Letters letters={letters} />
      <Part title={texts.ops} wide>
        <details>
          <summary>{texts.opsHint}</summary>
          <Raw label={texts.ops} value={film} />
        </details>
      </Part>
    </Parts>
  );
}
