import { MessageSquareWarning, ShieldOff, ThumbsUp, Unlink } from 'lucide-react';
import { useState } from 'react';
import type { AnswerOf, ReportDecision, ReportDetail, ReportOutcome, TakedownResult } from 'rushes';
import { DATE, dayBegins } from '@/features/videos/filters';
import { useShortcut } from '@/platform/shortcuts';
import { useWide } from '@/platform/width';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button } from '@/ui/button';
import { ErrorNote } from '@/ui/error-note';
import { Badge, Skeleton } from '@/ui/notes';
import { Room } from '@/ui/room';
import { ActDialog, type Preview } from '../act-dialog';
import { type Address, oneOf, useAddress, useOne, useRows } from '../asking';
import { Facts, When } from '../detail';
import { asksFor, cleared, type Filter, Filters } from '../filters';
import { Whose } from '../jobs/jobs-view';
import { To } from '../jobs/trail-parts';
import { Look } from '../media/look';
import { Copies, PATHS } from '../media/take-down';
import css from '../operators.module.css';
import { placeOf } from '../place';
import { BESIDE, neighbour, Side } from '../side';

type Report = AnswerOf<'GET /admin/reports'>['reports'][number];

const ALL = 'all';
const STATES: readonly Report['state'][] = ['open', 'dismissed', 'shares_revoked', 'taken_down'];
const ABOUT: readonly Report['about'][] = ['illegal', 'violence', 'sexual', 'hate', 'likeness', 'copyright', 'spam', 'other'];
const keyOf = ({ id }: Report) => id;

/** Only what the door knows goes to it; what is open unless something else is asked for. */
function asked({ state, about, user, since, until }: Address) {
  const known = state === ALL ? undefined : (oneOf(STATES, state) ?? 'open');
  const reason = oneOf(ABOUT, about);
  return {
    ...(known ? { state: known } : {}),
    ...(reason ? { about: reason } : {}),
    ...(user ? { user_id: user } : {}),
    ...(since && DATE.test(since) ? { since: dayBegins(since, 0) } : {}),
    ...(until && DATE.test(until) ? { until: dayBegins(until, 1) } : {}),
  };
}

/** What visitors of links reported, beside the work that it is about; one decision decides all that were sent of it. */
export function ReportsView() {
  const { operators } = useTexts();
  const texts = operators.reports;
  const { ago } = useFormats();
  const [address, change] = useAddress();
  const filtered = asked(address);
  const list = useRows(
    ['reports', filtered],
    (rushes, page, signal) => rushes.request('GET /admin/reports', { query: { ...page, ...filtered }, signal }),
    ({ reports }: AnswerOf<'GET /admin/reports'>) => reports,
  );
  const filters: readonly Filter[] = [
    {
      name: 'state',
      kind: 'choice',
      label: texts.state,
      usual: 'open',
      choices: [...STATES.map((id) => ({ id: id as string, name: texts.states[id] })), { id: ALL, name: operators.list.any }],
    },
    { name: 'about', kind: 'choice', label: texts.about, choices: ABOUT.map((id) => ({ id, name: texts.abouts[id] })) },
    { name: 'user', kind: 'text', label: operators.jobs.user },
    { name: 'since', kind: 'date', label: operators.jobs.since },
    { name: 'until', kind: 'date', label: operators.jobs.until },
  ];
  const { id } = address;
  const wide = useWide(BESIDE);
  return (
    <Room title={operators.rooms.reports}>
      {id ? null : <Days />}
      {id && !wide ? null : (
        <Filters
          label={texts.filters}
          filters={filters}
          address={address}
          change={(more) => change({ ...more, id: undefined })}
        />
      )}
      <Side
        label={operators.rooms.reports}
        list={list}
        keyOf={keyOf}
        chosen={id}
        choose={(key) => change({ id: key })}
        none={{ title: texts.none, text: texts.noneHint, icon: <MessageSquareWarning /> }}
        onClear={asksFor(filters, address) ? () => change(cleared(filters)) : undefined}
        item={(each) => (
          <>
            <span className={css.spread}>
              <strong>{texts.abouts[each.about]}</strong>
              {each.state === 'open' ? (
                each.alike && each.alike.open > 1 ? (
                  <Badge kind="warn">{texts.alike(each.alike.open)}</Badge>
                ) : null
              ) : (
                <Badge>{texts.states[each.state]}</Badge>
              )}
            </span>
            {each.words ? (
              <span className={css.clipped} dir="auto">
                {each.words}
              </span>
            ) : null}
            <span className={css.small}>
              {operators.words.kinds[each.kind]} · {ago(each.created_at)}
            </span>
          </>
        )}
      >
        {id ? <Chosen key={id} id={id} onDecided={() => change({ id: neighbour(list.rows, keyOf, id) })} /> : null}
      </Side>
    </Room>
  );
}

/** How many came and were decided, of late. */
function Days() {
  const { operators } = useTexts();
  const texts = operators.reports;
  const one = useOne(['report-days'], (rushes, reason, signal) =>
    rushes.request('GET /admin/reports/days', { query: { reason, days: 7 }, signal }),
  );
  const days = one.data?.days;
  if (!days) return null;
  const sum = (name: 'filed' | 'dismissed' | 'shares_revoked' | 'taken_down') =>
    days.reduce((total, day) => total + day[name], 0);
  return <p className={css.small}>{texts.week(sum('filed'), sum('dismissed'), sum('shares_revoked'), sum('taken_down'))}</p>;
}

function Chosen({ id, onDecided }: { id: string; onDecided: () => void }) {
  const one = useOne(['report', id], (rushes, reason, signal) =>
    rushes.request('GET /admin/reports/{report_id}', { path: { report_id: id }, query: { reason }, signal }),
  );
  if (one.error && !one.data) return <ErrorNote error={one.error} onRetry={() => one.refetch()} />;
  if (!one.data) return <Skeleton shape="picture" />;
  return <Known detail={one.data} onDecided={onDecided} />;
}

function Known({ detail, onDecided }: { detail: ReportDetail; onDecided: () => void }) {
  const { operators } = useTexts();
  const texts = operators.reports;
  const [decision, setDecision] = useState<ReportDecision | null>(null);
  const { report, shares, history, others } = detail;
  const isOpen = report.state === 'open';
  useShortcut('d', texts.acts.dismiss, () => setDecision('dismiss'), isOpen);
  useShortcut('e', texts.acts.revoke_shares, () => setDecision('revoke_shares'), isOpen);
  useShortcut('t', texts.acts.take_down, () => setDecision('take_down'), isOpen);
  const trail = placeOf('jobs', `${PATHS[report.kind]}/${report.work_id}`);
  const counts = Object.entries(report.alike?.about ?? {}).filter(([, count]) => count > 0);
  return (
    <article className={css.report} aria-label={texts.abouts[report.about]}>
      {isOpen ? (
        <div className={css.row}>
          <Button icon={<ThumbsUp aria-hidden />} onPress={() => setDecision('dismiss')} aria-keyshortcuts="d">
            {texts.acts.dismiss}
          </Button>
          <Button icon={<Unlink aria-hidden />} onPress={() => setDecision('revoke_shares')} aria-keyshortcuts="e">
            {texts.acts.revoke_shares}
          </Button>
          <Button look="danger" icon={<ShieldOff aria-hidden />} onPress={() => setDecision('take_down')} aria-keyshortcuts="t">
            {texts.acts.take_down}
          </Button>
        </div>
      ) : (
        <p>
          <Badge>{texts.states[report.state]}</Badge> <When at={report.decided_at} /> <bdi>{report.decided_by}</bdi>
        </p>
      )}
      {detail.seconds === null ? (
        <p className={css.preview}>{texts.gone}</p>
      ) : (
        <Look
          kind={report.kind}
          id={report.work_id}
          label={operators.words.kinds[report.kind]}
          width={detail.width}
          height={detail.height}
        />
      )}
      <section className={css.part} aria-label={texts.report}>
        <h2>{texts.abouts[report.about]}</h2>
        {report.words ? (
          <p dir="auto" className={css.said}>
            {report.words}
          </p>
        ) : null}
        <Facts
          facts={[
            [texts.came, <When key="at" at={report.created_at} />],
            [
              operators.words.kinds[report.kind],
              <To key="work" to={trail}>
                {report.work_id}
              </To>,
            ],
            [texts.owner, <Whose key="who" id={report.user_id} />],
            [texts.history, texts.historyOf(history.dismissed, history.shares_revoked, history.taken_down)],
            [
              texts.others,
              counts.map(([about, count]) => `${texts.abouts[about as Report['about']] ?? about}: ${count}`).join(', '),
            ],
            [texts.links, texts.linksOf(shares.filter(({ open }) => open).length, shares.length)],
            [texts.answer, report.wants_answer ? texts.wantsAnswer : null],
          ]}
        />
        {others.some(({ words }) => words) ? (
          <details>
            <summary>{texts.otherWords}</summary>
            <ul className={css.lines}>
              {others
                .filter(({ words }) => words)
                .map((each) => (
                  <li key={each.id}>
                    <span dir="auto">{each.words}</span>
                    <span className={css.small}>
                      {texts.abouts[each.about]} · <When at={each.created_at} />
                    </span>
                  </li>
                ))}
            </ul>
          </details>
        ) : null}
      </section>
      {decision ? <Deciding decision={decision} detail={detail} onClose={() => setDecision(null)} onDecided={onDecided} /> : null}
    </article>
  );
}

interface DecidingProps {
  decision: ReportDecision;
  detail: ReportDetail;
  onClose: () => void;
  onDecided: () => void;
}

function Deciding({ decision, detail, onClose, onDecided }: DecidingProps) {
  const { operators } = useTexts();
  const texts = operators.reports;
  const { report, shares } = detail;
  const open = report.alike?.open ?? 1;
  const path = { kinds: PATHS[report.kind], media_id: report.work_id };
  const preview: Preview<TakedownResult> = {
    about: [report.id],
    ask: (rushes, reason) =>
      rushes.request('POST /admin/{kinds}/{media_id}/take-down', { path, body: { reason, dry_run: true, copies: true } }),
    show: ({ copies, more }) => <Copies copies={copies} more={more} />,
  };
  return (
    <ActDialog<ReportOutcome, TakedownResult>
      title={texts.titles[decision]}
      text={
        <>
          <p>{texts.does[decision]}</p>
          <p>
            {texts.decides(open)}
            {decision === 'revoke_shares' ? ` ${texts.ends(shares.filter((each) => each.open).length)}` : ''}
          </p>
        </>
      }
      action={texts.acts[decision]}
      dangerous={decision !== 'dismiss'}
      onClose={onClose}
      preview={decision === 'take_down' ? preview : undefined}
      run={(rushes, reason) =>
        rushes.request('POST /admin/reports/{report_id}/decision', { path: { report_id: report.id }, body: { reason, decision } })
      }
      said={({ decided, told, shares_revoked: ended, taken_down: down }) => texts.decided(decided, ended, down, told)}
      done={onDecided}
    />
  );
}
