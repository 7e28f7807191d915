import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { OperatorBatch, OperatorBatchAction, OperatorBatchKind, OperatorBatchRequest } from 'rushes';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Progress } from '@/ui/notes';
import { Segments } from '@/ui/segments';
import { Checkbox } from '@/ui/toggles';
import { ActDialog } from '../act-dialog';
import { useOne } from '../asking';
import { Detail, Facts, Part, Parts, When } from '../detail';
import css from '../operators.module.css';
import { placeOf } from '../place';

const ACTIONS: Record<OperatorBatchKind, readonly OperatorBatchAction[]> = {
  video: ['retry', 'fail', 'take_down'],
  film: ['retry', 'fail', 'take_down'],
  prompt: ['retry', 'fail'],
};
const LOOK_MS = 2_000;

type Asked = Omit<OperatorBatchRequest, 'reason' | 'kind' | 'action' | 'refund' | 'give_back'>;

/** One act for all that is found by the filters: a dry run names the very set, and only that set is done to. */
export function BatchAct({ kind, asked, onClose }: { kind: OperatorBatchKind; asked: Asked; onClose: () => void }) {
  const { operators, common } = useTexts();
  const texts = operators.batch;
  const navigate = useNavigate();
  const [action, setAction] = useState<OperatorBatchAction>('retry');
  const [refund, setRefund] = useState(true);
  const [giveBack, setGiveBack] = useState(false);
  const pays = kind !== 'prompt';
  const more = pays && action === 'fail' ? { refund } : action === 'take_down' ? { give_back: giveBack } : {};
  return (
    <ActDialog<OperatorBatch, OperatorBatch>
      title={texts.title}
      text={<p>{texts.text}</p>}
      action={texts.start}
      dangerous
      onClose={onClose}
      preview={{
        about: [kind, action, refund, giveBack, asked],
        ask: (rushes, reason) => rushes.request('POST /admin/batches', { body: { ...asked, ...more, kind, action, reason } }),
        isEmpty: ({ count }) => count === 0,
        show: ({ count, credits, first, more: isMore }) =>
          count ? (
            <>
              <p>
                <strong>{texts.found[action](texts.works(kind, count), count)}</strong>{' '}
                {credits ? texts.cost(common.credits(credits)) : ''} {isMore ? texts.more : ''}
              </p>
              <ul className={css.row}>
                {first.map((id) => (
                  <li key={id}>
                    <code className={css.code}>{id}</code>
                  </li>
                ))}
                {count > first.length ? <li>{common.left(count - first.length)}</li> : null}
              </ul>
            </>
          ) : (
            <p>{texts.nothing}</p>
          ),
      }}
      run={(rushes, reason, found) =>
        rushes.request('POST /admin/batches/{batch_id}/start', { path: { batch_id: found?.id ?? '' }, body: { reason } })
      }
      said={({ count }) => texts.started(texts.works(kind, count))}
      done={({ id }) => void navigate({ to: placeOf('jobs', `batches/${id}`) as never })}
    >
      {() => (
        <>
          <Segments
            label={texts.action}
            choices={ACTIONS[kind].map((id) => ({ id, name: texts.actions[id] }))}
            value={action}
            onChange={setAction}
          />
          {pays && action === 'fail' ? (
            <Checkbox isSelected={refund} onChange={setRefund}>
              {texts.refund}
            </Checkbox>
          ) : null}
          {action === 'take_down' ? (
            <Checkbox isSelected={giveBack} onChange={setGiveBack}>
              {texts.giveBack}
            </Checkbox>
          ) : null}
        </>
      )}
    </ActDialog>
  );
}

/** How far an act for many is, and what stayed as it is. */
export function BatchView({ id }: { id: string }) {
  const { operators, common } = useTexts();
  const texts = operators.batch;
  const { number } = useFormats();
  const one = useOne(
    ['batch', id],
    (rushes, reason, signal) =>
      rushes.request('GET /admin/batches/{batch_id}', { path: { batch_id: id }, query: { reason }, signal }),
    ({ started_at, done, count }) => (started_at !== null && done < count ? LOOK_MS : false),
  );
  return (
    <Detail room="jobs" roomName={operators.rooms.jobs} title={texts.one} one={one}>
      {(batch) => (
        <Parts>
          <Part title={texts.actions[batch.action]}>
            <Progress label={texts.progress} value={batch.count ? batch.done / batch.count : 1} />
            <p role="status">{common.of(batch.done, batch.count)}</p>
            <Facts
              facts={[
                [texts.by, <bdi key="by">{batch.by}</bdi>],
                [operators.act.reason, <bdi key="why">{batch.reason}</bdi>],
                [texts.startedAt, <When key="at" at={batch.started_at} />],
                [texts.credits, number(batch.credits)],
              ]}
            />
          </Part>
          <Part title={texts.refused}>
            {batch.refused.length ? (
              <ul className={css.lines}>
                {batch.refused.map((each) => (
                  <li key={each.id}>
                    <Link to={placeOf('jobs', `${batch.kind}s/${each.id}`) as never}>{each.id}</Link>
                    <span className={css.small}>{each.error}</span>
                  </li>
                ))}
              </ul>
            ) : (
              <p className={css.small}>{texts.noneRefused}</p>
            )}
          </Part>
        </Parts>
      )}
    </Detail>
  );
}
