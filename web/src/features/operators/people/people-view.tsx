import { Users } from 'lucide-react';
import type { AnswerOf, QueryOf } from 'rushes';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Badge } from '@/ui/notes';
import { Room } from '@/ui/room';
import { type Address, oneOf, useAddress, useRows } from '../asking';
import { asksFor, cleared, type Filter, Filters } from '../filters';
import { placeOf } from '../place';
import { type Column, Rows } from '../rows';

type Summary = AnswerOf<'GET /admin/users'>['users'][number];
type Asked = Pick<QueryOf<'GET /admin/users'>, 'find' | 'filter'>;

const KINDS = ['new', 'active', 'spending', 'disabled', 'guest'] as const;

/** By words or by what they do; the door takes one of both. */
function askedFor({ find, filter }: Address): Asked {
  if (find && find.length > 1) return { find };
  const kind = oneOf(KINDS, filter);
  return kind ? { filter: kind } : {};
}

/** Everybody, found by whatever is known of them. */
export function PeopleView() {
  const { operators } = useTexts();
  const { people: texts } = operators;
  const { number, date } = useFormats();
  const [address, change] = useAddress();
  const asked = askedFor(address);
  const list = useRows(
    ['people', asked],
    (rushes, page, signal) => rushes.request('GET /admin/users', { query: { ...page, ...asked }, signal }),
    ({ users }: AnswerOf<'GET /admin/users'>) => users,
  );
  const filters: readonly Filter[] = [
    { name: 'find', kind: 'search', label: texts.find },
    { name: 'filter', kind: 'choice', label: texts.filter, choices: KINDS.map((id) => ({ id, name: texts.kinds[id] })) },
  ];
  const columns: readonly Column<Summary>[] = [
    { id: 'who', name: texts.who, cell: (each) => <bdi>{each.name || each.email || each.id}</bdi> },
    { id: 'email', name: texts.email, cell: (each) => (each.name ? each.email : null) },
    { id: 'state', name: texts.state, cell: (each) => (isPlain(each) ? null : <Standing who={each} />) },
    { id: 'balance', name: texts.balance, isNumber: true, cell: (each) => number(each.balance) },
    {
      id: 'spent',
      name: texts.spent,
      isNumber: true,
      cell: (each) => (each.spent_on ? texts.spentOn(number(each.spent), date(each.spent_on)) : null),
    },
    { id: 'seen', name: texts.seen, cell: (each) => (each.seen_at ? date(each.seen_at) : null) },
    { id: 'since', name: texts.since, cell: (each) => (each.created_at ? date(each.created_at) : null) },
  ];
  return (
    <Room title={operators.rooms.people}>
      <Filters
        label={texts.filters}
        filters={filters}
        address={address}
        change={(more) => change(more.find ? { ...more, filter: undefined } : more.filter ? { ...more, find: undefined } : more)}
      />
      <Rows
        label={operators.rooms.people}
        list={list}
        columns={columns}
        keyOf={({ id }) => id}
        to={({ id }) => placeOf('people', id)}
        none={{ title: texts.none, icon: <Users /> }}
        onClear={asksFor(filters, address) ? () => change(cleared(filters)) : undefined}
      />
    </Room>
  );
}

const isPlain = (who: Summary) => !who.disabled && !who.guest && who.has_account;

/** What is special about somebody. */
function Standing({ who }: { who: Summary }) {
  const texts = useTexts().operators.people;
  return (
    <>
      {who.disabled ? <Badge kind="bad">{texts.disabled}</Badge> : null} {who.guest ? <Badge>{texts.guest}</Badge> : null}
      {who.has_account ? null : <Badge>{texts.noAccount}</Badge>}
    </>
  );
}
