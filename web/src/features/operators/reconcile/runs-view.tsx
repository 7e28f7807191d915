import { useNavigate } from '@tanstack/react-router';
import { Play, Scale } from 'lucide-react';
import { useState } from 'react';
import type { ReconcileRun } from 'rushes';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button } from '@/ui/button';
import { Badge } from '@/ui/notes';
import { Room } from '@/ui/room';
import { ActDialog } from '../act-dialog';
import { useOne } from '../asking';
import { placeOf } from '../place';
import { whole } from '../plain';
import { type Column, Rows } from '../rows';

const RUNS = 100;
const KIND = { running: 'accent', clean: 'good', breached: 'bad', stopped: 'warn' } as const;

/** Runs that prove over all data what must always hold. */
export function RunsView() {
  const { operators, running } = useTexts();
  const texts = running.reconcile;
  const { moment, number, span, bytes } = useFormats();
  const navigate = useNavigate();
  const [starts, setStarts] = useState(false);
  const asked = useOne(['reconcile'], (rushes, reason, signal) =>
    rushes.request('GET /admin/reconcile', { query: { reason, limit: RUNS }, signal }),
  );
  const columns: readonly Column<ReconcileRun>[] = [
    { id: 'at', name: texts.started, cell: ({ started_at: at }) => <time dateTime={at}>{moment(at)}</time> },
    { id: 'status', name: texts.status, cell: (run) => <Status run={run} /> },
    { id: 'breaches', name: texts.breaches, cell: ({ breaches }) => number(breaches), isNumber: true },
    { id: 'read', name: texts.read, cell: ({ read }) => number(sum(read)), isNumber: true },
    { id: 'stored', name: texts.stored, cell: ({ stored_bytes: stored }) => bytes(stored), isNumber: true },
    { id: 'took', name: texts.took, cell: ({ seconds }) => span(seconds), isNumber: true },
    { id: 'by', name: texts.by, cell: ({ started_by: by }) => <bdi>{by}</bdi> },
  ];
  return (
    <Room
      title={operators.rooms.reconcile}
      actions={
        <Button look="main" icon={<Play aria-hidden />} onPress={() => setStarts(true)}>
          {texts.start}
        </Button>
      }
    >
      <Rows
        label={operators.rooms.reconcile}
        list={whole(asked, asked.data?.runs)}
        columns={columns}
        keyOf={({ id }) => id}
        to={({ id }) => placeOf('reconcile', id)}
        none={{ title: texts.none, text: texts.noneHint, icon: <Scale /> }}
      />
      {starts ? (
        <ActDialog
          title={texts.start}
          text={<p>{texts.startText}</p>}
          action={texts.start}
          onClose={() => setStarts(false)}
          run={(rushes, reason) => rushes.request('POST /admin/reconcile', { body: { reason } })}
          done={({ id }) => void navigate({ to: placeOf('reconcile', id) as never })}
        />
      ) : null}
    </Room>
  );
}

export const sum = (read: Readonly<Record<string, number>>): number => Object.values(read).reduce((one, other) => one + other, 0);

export function Status({ run: { status } }: { run: Pick<ReconcileRun, 'status'> }) {
  const texts = useTexts().running.reconcile;
  return <Badge kind={KIND[status]}>{texts.statuses[status]}</Badge>;
}
