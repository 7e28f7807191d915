import { Link } from '@tanstack/react-router';
import { Ellipsis, ListX, MailX, Pause, Play, Workflow } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { QueueRecord, WorkLine } from 'rushes';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { IconButton } from '@/ui/button';
import { Menu } from '@/ui/menu';
import { Badge } from '@/ui/notes';
import { Room } from '@/ui/room';
import { useOne } from '../asking';
import { Part } from '../detail';
import { placeOf } from '../place';
import { whole } from '../plain';
import { type Column, Rows } from '../rows';
import { type QueueAct, QueueActs } from './acts';
import css from './queues.module.css';

export const useQueues = () =>
  useOne(['queues'], (rushes, reason, signal) => rushes.request('GET /admin/queues', { query: { reason }, signal }));

/** What waits where, what is paused, and what was given up. */
export function QueuesView() {
  const { operators, running } = useTexts();
  const texts = running.queues;
  const asked = useQueues();
  const { data } = asked;
  const [act, setAct] = useState<{ kind: QueueAct; queue: QueueRecord } | null>(null);
  const queues = useMemo(() => data?.queues.toSorted(urgent), [data]);
  const workColumns = useWorkColumns();
  const works = useMemo(() => data?.works.filter(busy), [data]);
  return (
    <Room
      title={operators.rooms.queues}
      actions={
        <Link to={placeOf('queues', 'letters') as never} className={css.letters ?? ''}>
          <MailX aria-hidden size={18} />
          {texts.letters}
        </Link>
      }
    >
      <Part title={texts.works} wide>
        {works?.length === 0 ? (
          <p className={css.small}>{texts.noWorks}</p>
        ) : (
          <Rows
            label={texts.works}
            list={whole(asked, works)}
            columns={workColumns}
            keyOf={({ kind, model }) => `${kind} ${model}`}
            none={{ title: texts.noWorks }}
          />
        )}
      </Part>
      <Part title={texts.title} wide>
        <Rows
          label={texts.title}
          list={whole(asked, queues)}
          columns={useQueueColumns((kind, queue) => setAct({ kind, queue }))}
          keyOf={({ queue }) => queue}
          none={{ title: texts.none, icon: <Workflow /> }}
        />
      </Part>
      {act ? <QueueActs {...act} onClose={() => setAct(null)} /> : null}
    </Room>
  );
}

/** Paused ones first, then those that have waited longest. */
function urgent(one: QueueRecord, other: QueueRecord): number {
  const late = ({ state, oldest_due_at: at }: QueueRecord) =>
    state === 'running' ? (at ? Date.parse(at) : Number.MAX_SAFE_INTEGER) : 0;
  return late(one) - late(other) || other.due + other.later - (one.due + one.later) || one.queue.localeCompare(other.queue);
}

const busy = ({ waiting, active, completed, failed }: WorkLine) => waiting + active + completed + failed > 0;

function useWorkColumns(): readonly Column<WorkLine>[] {
  const { queues: texts } = useTexts().running;
  const { number, ago } = useFormats();
  return [
    { id: 'model', name: texts.work, cell: ({ kind, model }) => (model ? `${texts.kinds[kind]} · ${model}` : texts.kinds[kind]) },
    { id: 'waiting', name: texts.waiting, cell: ({ waiting }) => number(waiting), isNumber: true },
    { id: 'active', name: texts.active, cell: ({ active }) => number(active), isNumber: true },
    { id: 'completed', name: texts.completed, cell: ({ completed }) => number(completed), isNumber: true },
    {
      id: 'failed',
      name: texts.failed,
      cell: ({ failed }) => (failed ? <Badge kind="bad">{number(failed)}</Badge> : number(failed)),
      isNumber: true,
    },
    { id: 'oldest', name: texts.oldest, cell: ({ oldest_at: at }) => (at ? ago(at) : null) },
  ];
}

function useQueueColumns(onAct: (kind: QueueAct, queue: QueueRecord) => void): readonly Column<QueueRecord>[] {
  const { queues: texts } = useTexts().running;
  const { number, ago } = useFormats();
  return [
    { id: 'queue', name: texts.queue, cell: ({ queue }) => queue },
    {
      id: 'state',
      name: texts.state,
      cell: ({ state }) => <Badge kind={state === 'running' ? 'good' : 'warn'}>{texts.states[state]}</Badge>,
    },
    { id: 'due', name: texts.due, cell: ({ due, more }) => `${number(due)}${more ? '+' : ''}`, isNumber: true },
    { id: 'later', name: texts.later, cell: ({ later }) => number(later), isNumber: true },
    {
      id: 'tried',
      name: texts.tried,
      cell: ({ tried }) => (tried ? <Badge kind="warn">{number(tried)}</Badge> : number(tried)),
      isNumber: true,
    },
    { id: 'oldest', name: texts.oldestDue, cell: ({ oldest_due_at: at }) => (at ? ago(at) : null) },
    {
      id: 'rate',
      name: texts.rate,
      cell: ({ max_dispatches_per_second: second, max_concurrent_dispatches: atOnce }) =>
        texts.rateIs(number(second), number(atOnce)),
    },
    { id: 'acts', name: texts.acts, cell: (queue) => <Acts queue={queue} onAct={(kind) => onAct(kind, queue)} /> },
  ];
}

function Acts({ queue, onAct }: { queue: QueueRecord; onAct: (kind: QueueAct) => void }) {
  const { queues: texts } = useTexts().running;
  const runs = queue.state === 'running';
  return (
    <div className={css.acts}>
      <IconButton
        small
        label={runs ? texts.pauseOf(queue.queue) : texts.resumeOf(queue.queue)}
        icon={runs ? <Pause aria-hidden /> : <Play aria-hidden />}
        onPress={() => onAct(runs ? 'pause' : 'resume')}
      />
      {isDrainable(queue.queue) ? (
        <Menu
          label={texts.actsOf(queue.queue)}
          trigger={<IconButton small label={texts.actsOf(queue.queue)} icon={<Ellipsis aria-hidden />} />}
          actions={[{ id: 'drain', name: texts.drain, icon: <ListX />, dangerous: true, act: () => onAct('drain') }]}
        />
      ) : null}
    </div>
  );
}

/** Those that are filled from outside; others fill themselves, and the service refuses it. */
const isDrainable = (queue: string): boolean => /^(start-|compile)/.test(queue);
