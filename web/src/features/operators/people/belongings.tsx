import { Link } from '@tanstack/react-router';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { AnswerOf, UserRecord } from 'rushes';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button, IconButton } from '@/ui/button';
import { Badge } from '@/ui/notes';
import { Segments } from '@/ui/segments';
import { ActDialog } from '../act-dialog';
import { type RowsOf, useRows } from '../asking';
import { Part, When } from '../detail';
import css from '../operators.module.css';
import { placeOf } from '../place';
import { useOutcome } from '../words';

interface PartProps {
  id: string;
  known: UserRecord;
}

const KINDS = ['jobs', 'films', 'prompts', 'images', 'storyboards'] as const;
type Kind = (typeof KINDS)[number];
type Belongings = AnswerOf<'GET /admin/users/{user_id}/jobs'>;
type Belonging = Belongings['items'][number];

/** Where the work of a kind is looked at whole. */
const PLACES: Partial<Record<Kind, string>> = { jobs: 'videos', films: 'films', prompts: 'prompts' };

/** What they made, kind by kind, what they deleted among it. */
export function Works({ id, known }: PartProps) {
  const texts = useTexts().operators.person;
  const [kind, setKind] = useState<Kind>('jobs');
  return (
    <Part
      title={texts.works}
      wide
      actions={
        PLACES[kind] ? (
          <Link to={placeOf('jobs') as never} search={{ kind: PLACES[kind], user: id } as never}>
            {texts.filtered}
          </Link>
        ) : null
      }
    >
      <Segments
        label={texts.works}
        hiddenLabel
        choices={KINDS.map((each) => ({ id: each, name: texts.kinds[each] }))}
        value={kind}
        onChange={setKind}
      />
      <OfKind key={kind} id={id} kind={kind} first={known[kind]} />
    </Part>
  );
}

function OfKind({ id, kind, first }: { id: string; kind: Kind; first: Belongings }) {
  const { operators } = useTexts();
  const { number } = useFormats();
  const outcome = useOutcome();
  const list = useRows(
    ['person', id, kind],
    (rushes, page, signal) =>
      rushes.request(`GET /admin/users/{user_id}/${kind}`, { path: { user_id: id }, query: page, signal }),
    ({ items }: Belongings) => items,
    first,
  );
  const leads = (each: Belonging) => {
    if (kind === 'images') return { to: placeOf('media'), search: { kind, id: each.id } };
    return PLACES[kind] ? { to: placeOf('jobs', `${PLACES[kind]}/${each.id}`) } : null;
  };
  return (
    <Lines list={list}>
      {(each) => {
        const to = leads(each);
        const name = <bdi>{each.name || each.id}</bdi>;
        return (
          <li key={each.id}>
            <span>{to ? <Link {...(to as { to: never; search?: never })}>{name}</Link> : name}</span>
            <span className={css.row}>
              {each.state ? <StateBadge kind={kind} state={each.state} /> : null}
              {each.outcome && each.outcome !== 'completed' ? <span className={css.small}>{outcome(each.outcome)}</span> : null}
              {each.deleted_at ? <Badge>{operators.person.inTrash}</Badge> : null}
              <span className={css.small}>
                {each.model ? `${each.model} · ` : ''}
                {each.credits === null ? '' : `${operators.words.credits(number(each.credits))} · `}
                <When at={each.created_at} />
              </span>
            </span>
          </li>
        );
      }}
    </Lines>
  );
}

function StateBadge({ kind, state }: { kind: Kind; state: string }) {
  const { videos, films, prompts } = useTexts();
  const names: Record<string, string> =
    kind === 'jobs' ? videos.states : kind === 'films' ? films.states : kind === 'prompts' ? prompts.state : {};
  const bad = state === 'failed' || state === 'cancelled';
  return <Badge kind={bad ? 'bad' : state === 'completed' ? 'good' : 'told'}>{names[state] ?? state}</Badge>;
}

/** The ledger, the latest first. */
export function Ledger({ id, known }: PartProps) {
  const { operators } = useTexts();
  const { signed, number } = useFormats();
  const list = useRows(
    ['person', id, 'transactions'],
    (rushes, page, signal) =>
      rushes.request('GET /admin/users/{user_id}/transactions', { path: { user_id: id }, query: page, signal }),
    ({ transactions }: AnswerOf<'GET /admin/users/{user_id}/transactions'>) => transactions,
    known.transactions,
  );
  const types: Record<string, string> = operators.words.entries;
  return (
    <Part title={operators.person.ledger}>
      <Lines list={list}>
        {(each) => (
          <li key={each.id}>
            <span className={css.spread}>
              <span>
                {types[each.type] ?? each.type}
                {each.job_id ? (
                  <>
                    {' '}
                    · <code className={css.code}>{each.job_id}</code>
                  </>
                ) : null}
              </span>
              <strong>{signed(each.amount)}</strong>
            </span>
            <span className={css.small}>
              <When at={each.created_at} /> · {operators.person.after(number(each.balance_after))} · {each.description}
            </span>
          </li>
        )}
      </Lines>
    </Part>
  );
}

/** What operators should know of them. */
export function Notes({ id, known }: PartProps) {
  const { operators, common } = useTexts();
  const texts = operators.person;
  const [going, setGoing] = useState<string | null>(null);
  const list = useRows(
    ['person', id, 'notes'],
    (rushes, page, signal) => rushes.request('GET /admin/users/{user_id}/notes', { path: { user_id: id }, query: page, signal }),
    ({ notes }: AnswerOf<'GET /admin/users/{user_id}/notes'>) => notes,
    known.notes,
  );
  return (
    <Part title={texts.notes}>
      <Lines list={list}>
        {(each) => (
          <li key={each.id}>
            <span className={css.spread}>
              <span dir="auto" className={css.said}>
                {each.text}
              </span>
              <IconButton
                small
                label={`${common.delete}: ${each.text.slice(0, 60)}`}
                icon={<Trash2 aria-hidden />}
                onPress={() => setGoing(each.id)}
              />
            </span>
            <span className={css.small}>
              <bdi>{each.author}</bdi> · <When at={each.created_at} />
            </span>
          </li>
        )}
      </Lines>
      {going ? (
        <ActDialog
          title={texts.noteDelete}
          action={common.delete}
          dangerous
          onClose={() => setGoing(null)}
          run={(rushes, reason) =>
            rushes.request('DELETE /admin/users/{user_id}/notes/{note_id}', {
              path: { user_id: id, note_id: going },
              query: { reason },
            })
          }
          said={() => texts.noteDeleted}
        />
      ) : null}
    </Part>
  );
}

/** What operators did about them. */
export function Acts({ id, known }: PartProps) {
  const { operators } = useTexts();
  const list = useRows(
    ['person', id, 'audit'],
    (rushes, page, signal) => rushes.request('GET /admin/users/{user_id}/audit', { path: { user_id: id }, query: page, signal }),
    ({ entries }: AnswerOf<'GET /admin/users/{user_id}/audit'>) => entries,
    known.audit,
  );
  return (
    <Part title={operators.person.audit}>
      <Lines list={list}>
        {(each) => (
          <li key={each.id}>
            <span>
              <code className={css.code}>{each.action}</code> <span dir="auto">{each.reason}</span>
            </span>
            <span className={css.small}>
              <bdi>{each.actor}</bdi> · <When at={each.at} />
            </span>
          </li>
        )}
      </Lines>
    </Part>
  );
}

/** A short list within a part, with its next page on demand. */
function Lines<T>({ list, children }: { list: RowsOf<T>; children: (row: T) => React.ReactNode }) {
  const { operators, common } = useTexts();
  if (!list.rows?.length) return <p className={css.small}>{operators.list.nothing}</p>;
  return (
    <>
      <ul className={css.lines}>{list.rows.map(children)}</ul>
      {list.hasNextPage ? (
        <p>
          <Button small isPending={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
            {list.isFetchNextPageError ? common.retry : common.loadMore}
          </Button>
        </p>
      ) : null}
    </>
  );
}
