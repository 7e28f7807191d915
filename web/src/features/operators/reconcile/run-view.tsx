import { useQueryClient } from '@tanstack/react-query';
import { Wrench } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { MendResult, ReconcileBreach, ReconcileInvariant, ReconcileRun } from 'rushes';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button } from '@/ui/button';
import { Badge } from '@/ui/notes';
import { ActDialog } from '../act-dialog';
import { SHOWN, useOne } from '../asking';
import { Detail, Facts, Id, Part, Parts, When } from '../detail';
import { whole } from '../plain';
import { type Column, Rows } from '../rows';
import css from './reconcile.module.css';
import { Status, sum } from './runs-view';

const LOOK_MS = 5_000;

/** One run: what it read, where something does not hold, and what of it can be counted anew. */
export function RunView({ id }: { id: string }) {
  const { operators, running } = useTexts();
  const texts = running.reconcile;
  const { moment } = useFormats();
  const queries = useQueryClient();
  const [mends, setMends] = useState(false);
  const name = ['reconcile', id];
  const one = useOne(name, (rushes, reason, signal) =>
    rushes.request('GET /admin/reconcile/{run_id}', { path: { run_id: id }, query: { reason }, signal }),
  );
  const { data } = one;
  const runs = data?.status === 'running';
  const { refetch } = one;
  useEffect(() => {
    if (!runs) return;
    const timer = setInterval(() => void refetch(), LOOK_MS);
    return () => {
      clearInterval(timer);
      void queries.invalidateQueries({ queryKey: [...SHOWN, 'reconcile'], exact: true }); // its end changes the list, too
    };
  }, [runs, refetch, queries]);
  return (
    <Detail
      room="reconcile"
      roomName={operators.rooms.reconcile}
      title={data ? moment(data.started_at) : texts.run}
      one={one}
      actions={
        data?.breaches ? (
          <Button look="main" icon={<Wrench aria-hidden />} onPress={() => setMends(true)}>
            {texts.mend}
          </Button>
        ) : null
      }
    >
      {(run) => (
        <>
          <Shown run={run} />
          {mends ? <Mending run={run.id} onClose={() => setMends(false)} /> : null}
        </>
      )}
    </Detail>
  );
}

function Shown({ run }: { run: ReconcileRun }) {
  const texts = useTexts().running.reconcile;
  const { number, span, bytes } = useFormats();
  const asked = { error: null, isPending: false, isFetching: false, refetch: () => undefined };
  const columns: readonly Column<ReconcileBreach>[] = [
    { id: 'words', name: texts.breach, cell: ({ words }) => words },
    { id: 'path', name: texts.path, cell: ({ path }) => <code className={css.path}>{path}</code> },
    { id: 'expected', name: texts.expected, cell: ({ expected }) => said(expected) },
    { id: 'found', name: texts.found, cell: ({ found }) => said(found) },
    { id: 'invariant', name: texts.invariant, cell: ({ invariant }) => texts.invariants[invariant] },
  ];
  return (
    <Parts>
      <Part title={texts.run}>
        <Facts
          facts={[
            [texts.status, <Status key="status" run={run} />],
            [texts.breaches, number(run.breaches)],
            [texts.started, <When key="start" at={run.started_at} />],
            [texts.ended, run.ended_at ? <When key="end" at={run.ended_at} /> : null],
            [texts.took, span(run.seconds)],
            [texts.by, run.started_by],
            [texts.read, number(sum(run.read))],
            [texts.stored, bytes(run.stored_bytes)],
            [texts.cleared, number(run.cleared)],
            [texts.busy, run.busy.length ? run.busy.join(', ') : null],
            [texts.id, <Id key="id">{run.id}</Id>],
          ]}
        />
      </Part>
      <Part title={texts.proven}>
        <ul className={css.proofs}>
          {(Object.entries(run.invariants) as [ReconcileInvariant, { checked: number; breaches: number }][]).map(
            ([invariant, { checked, breaches }]) => (
              <li key={invariant}>
                <span>{texts.invariants[invariant]}</span>
                <span className={css.counts}>
                  {texts.checked(checked)}{' '}
                  <Badge kind={breaches ? 'bad' : 'good'}>{breaches ? number(breaches) : texts.holds}</Badge>
                </span>
              </li>
            ),
          )}
        </ul>
      </Part>
      {run.breaches ? (
        <Part title={run.breaches > run.first.length ? texts.firstOf(run.first.length, run.breaches) : texts.breaches} wide>
          <Rows
            label={texts.breaches}
            list={whole(asked, run.first)}
            columns={columns}
            keyOf={({ kind, path }) => `${kind} ${path}`}
            none={{ title: texts.holds }}
          />
        </Part>
      ) : null}
    </Parts>
  );
}

const said = (value: string | number | null): string => (value === null ? '–' : String(value));

/** Counts and slots alone; the dry run says what would be written. */
function Mending({ run, onClose }: { run: string; onClose: () => void }) {
  const texts = useTexts().running.reconcile;
  const ask = (dry: boolean) => (rushes: Parameters<Parameters<typeof ActDialog>[0]['run']>[0], reason: string) =>
    rushes.request('POST /admin/reconcile/{run_id}/mend', { path: { run_id: run }, body: { reason, dry_run: dry } });
  return (
    <ActDialog
      title={texts.mend}
      text={<p>{texts.mendText}</p>}
      action={texts.mendAct}
      dangerous
      wide
      onClose={onClose}
      preview={{
        about: [run],
        ask: ask(true),
        show: (found) => <Mends found={found} />,
        isEmpty: ({ mends }) => mends.length === 0,
      }}
      run={ask(false)}
      said={({ mends }) => texts.mended(mends.filter(({ mended }) => mended).length)}
    />
  );
}

function Mends({ found: { mends, left } }: { found: MendResult }) {
  const texts = useTexts().running.reconcile;
  const { number } = useFormats();
  const others = Object.values(left).reduce((one, other) => one + (other ?? 0), 0);
  return (
    <>
      {mends.length ? (
        <ul className={css.mends}>
          {mends.map(({ path, before, after }) => (
            <li key={path}>
              <code className={css.path}>{path}</code>
              {Object.keys(after).length ? (
                Object.entries(after).map(([name, value]) => (
                  <p key={name}>
                    {name}: <del>{JSON.stringify(before[name])}</del> → <ins>{JSON.stringify(value)}</ins>
                  </p>
                ))
              ) : (
                <p>{texts.right}</p>
              )}
            </li>
          ))}
        </ul>
      ) : (
        <p>{texts.nothing}</p>
      )}
      {others ? <p>{texts.left(number(others))}</p> : null}
    </>
  );
}
