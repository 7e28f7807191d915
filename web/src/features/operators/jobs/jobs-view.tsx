import { Link } from '@tanstack/react-router';
import { Clapperboard, ListTodo } from 'lucide-react';
import { useState } from 'react';
import type { AnswerOf } from 'rushes';
import { nameOf } from '@/features/videos/states';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button } from '@/ui/button';
import { Room } from '@/ui/room';
import { Segments } from '@/ui/segments';
import { type Address, oneOf, useAddress, useRows } from '../asking';
import { When } from '../detail';
import { asksFor, cleared, type Filter, Filters } from '../filters';
import css from '../operators.module.css';
import { placeOf } from '../place';
import { type Column, Rows } from '../rows';
import { useOutcome } from '../words';
import {
  FILM_OUTCOMES,
  FILM_STATES,
  filmsAsked,
  jobsAsked,
  KINDS,
  type Kind,
  OUTCOMES,
  PROMPT_STATES,
  promptsAsked,
  STATES,
} from './asked';
import { BatchAct } from './batch';
import { EndBadge } from './end-badge';
import { useModelNames } from './models';

const ASKED = { videos: jobsAsked, films: filmsAsked, prompts: promptsAsked } as const;
const BATCHES = { videos: 'video', films: 'film', prompts: 'prompt' } as const;

interface OfKind {
  address: Address;
  change: (more: Address) => void;
}

/** Videos, films and prompts of everybody: found by how they stand, how they ended, whose they are and when they were asked for. */
export function JobsView() {
  const { operators } = useTexts();
  const texts = operators.jobs;
  const [address, change] = useAddress();
  const [batch, setBatch] = useState(false);
  const kind: Kind = oneOf(KINDS, address.kind) ?? 'videos';
  const asked = ASKED[kind](address);
  const isFiltered = Object.keys(asked).length > 0;
  const of: OfKind = { address, change };
  return (
    <Room
      title={operators.rooms.jobs}
      actions={
        <Button icon={<ListTodo aria-hidden />} isDisabled={!isFiltered} onPress={() => setBatch(true)}>
          {texts.many}
        </Button>
      }
    >
      <Segments
        label={texts.kind}
        hiddenLabel
        choices={KINDS.map((id) => ({ id, name: texts.kinds[id] }))}
        value={kind}
        onChange={(chosen) =>
          change({
            kind: chosen === 'videos' ? undefined : chosen,
            state: undefined,
            outcome: undefined,
            model: undefined,
            provider: undefined,
          })
        }
      />
      {kind === 'videos' ? <Videos {...of} /> : kind === 'films' ? <Films {...of} /> : <Prompts {...of} />}
      {batch ? <BatchAct kind={BATCHES[kind]} asked={asked} onClose={() => setBatch(false)} /> : null}
    </Room>
  );
}

/** What all three are found by. */
function useCommonFilters(): { user: Filter; days: readonly Filter[] } {
  const texts = useTexts().operators.jobs;
  return {
    user: { name: 'user', kind: 'text', label: texts.user },
    days: [
      { name: 'since', kind: 'date', label: texts.since },
      { name: 'until', kind: 'date', label: texts.until },
    ],
  };
}

function Videos({ address, change }: OfKind) {
  const { operators, videos } = useTexts();
  const texts = operators.jobs;
  const outcome = useOutcome();
  const { number } = useFormats();
  const models = useModelNames();
  const { user, days } = useCommonFilters();
  const asked = jobsAsked(address);
  const list = useRows(
    ['jobs', asked],
    (rushes, page, signal) => rushes.request('GET /admin/jobs', { query: { ...page, ...asked }, signal }),
    ({ jobs }: AnswerOf<'GET /admin/jobs'>) => jobs,
  );
  const filters: readonly Filter[] = [
    user,
    {
      name: 'state',
      kind: 'choice',
      label: texts.state,
      choices: STATES.map((id) => ({ id, name: id === 'live' ? operators.words.live : videos.states[id] })),
    },
    { name: 'outcome', kind: 'choice', label: texts.outcome, choices: OUTCOMES.map((id) => ({ id, name: outcome(id) })) },
    { name: 'model', kind: 'choice', label: texts.model, choices: models.choices },
    { name: 'provider', kind: 'choice', label: texts.provider, choices: models.providers },
    ...days,
  ];
  const columns: readonly Column<AnswerOf<'GET /admin/jobs'>['jobs'][number]>[] = [
    { id: 'what', name: texts.what, cell: (job) => <bdi>{nameOf(job)}</bdi> },
    { id: 'state', name: texts.state, cell: (job) => <EndBadge state={job.state} name={videos.states[job.state]} /> },
    {
      id: 'outcome',
      name: texts.outcome,
      cell: (job) => (job.outcome && job.outcome !== 'completed' ? outcome(job.outcome) : null),
    },
    { id: 'model', name: texts.model, cell: (job) => models.nameOf(job.model) },
    { id: 'credits', name: operators.words.creditsName, isNumber: true, cell: (job) => number(job.credits) },
    { id: 'user', name: texts.whose, cell: (job) => <Whose id={job.user_id} /> },
    { id: 'at', name: texts.asked, cell: (job) => <When at={job.created_at} /> },
  ];
  return (
    <>
      <Filters label={texts.filters} filters={filters} address={address} change={change} />
      <Rows
        label={texts.kinds.videos}
        list={list}
        columns={columns}
        keyOf={({ id }) => id}
        to={({ id }) => placeOf('jobs', `videos/${id}`)}
        none={{ title: texts.none, icon: <Clapperboard /> }}
        onClear={asksFor(filters, address) ? () => change(cleared(filters)) : undefined}
      />
    </>
  );
}

function Films({ address, change }: OfKind) {
  const { operators, films } = useTexts();
  const texts = operators.jobs;
  const outcome = useOutcome();
  const { number, moment, span } = useFormats();
  const { user, days } = useCommonFilters();
  const asked = filmsAsked(address);
  const list = useRows(
    ['films', asked],
    (rushes, page, signal) => rushes.request('GET /admin/films', { query: { ...page, ...asked }, signal }),
    (answer: AnswerOf<'GET /admin/films'>) => answer.films,
  );
  const filters: readonly Filter[] = [
    user,
    {
      name: 'state',
      kind: 'choice',
      label: texts.state,
      choices: FILM_STATES.map((id) => ({ id, name: id === 'live' ? operators.words.live : films.states[id] })),
    },
    { name: 'outcome', kind: 'choice', label: texts.outcome, choices: FILM_OUTCOMES.map((id) => ({ id, name: outcome(id) })) },
    ...days,
  ];
  const columns: readonly Column<AnswerOf<'GET /admin/films'>['films'][number]>[] = [
    {
      id: 'what',
      name: texts.what,
      cell: (film) => <bdi>{film.name || film.title?.text || films.nameOf(moment(film.created_at))}</bdi>,
    },
    { id: 'state', name: texts.state, cell: (film) => <EndBadge state={film.status} name={films.states[film.status]} /> },
    {
      id: 'outcome',
      name: texts.outcome,
      cell: (film) => (film.outcome && film.outcome !== 'completed' ? outcome(film.outcome) : null),
    },
    { id: 'length', name: texts.length, isNumber: true, cell: (film) => span(Math.round(film.film?.seconds ?? film.seconds)) },
    { id: 'credits', name: operators.words.creditsName, isNumber: true, cell: (film) => number(film.credits) },
    { id: 'user', name: texts.whose, cell: (film) => <Whose id={film.user_id} /> },
    { id: 'at', name: texts.asked, cell: (film) => <When at={film.created_at} /> },
  ];
  return (
    <>
      <Filters label={texts.filters} filters={filters} address={address} change={change} />
      <Rows
        label={texts.kinds.films}
        list={list}
        columns={columns}
        keyOf={({ id }) => id}
        to={({ id }) => placeOf('jobs', `films/${id}`)}
        none={{ title: texts.none, icon: <Clapperboard /> }}
        onClear={asksFor(filters, address) ? () => change(cleared(filters)) : undefined}
      />
    </>
  );
}

function Prompts({ address, change }: OfKind) {
  const { operators, prompts } = useTexts();
  const texts = operators.jobs;
  const { user, days } = useCommonFilters();
  const asked = promptsAsked(address);
  const list = useRows(
    ['prompts', asked],
    (rushes, page, signal) => rushes.request('GET /admin/prompts', { query: { ...page, ...asked }, signal }),
    (answer: AnswerOf<'GET /admin/prompts'>) => answer.prompts,
  );
  const filters: readonly Filter[] = [
    user,
    { name: 'state', kind: 'choice', label: texts.state, choices: PROMPT_STATES.map((id) => ({ id, name: prompts.state[id] })) },
    { name: 'outcome', kind: 'text', label: texts.code },
    { name: 'model', kind: 'text', label: texts.writer },
    ...days,
  ];
  const columns: readonly Column<AnswerOf<'GET /admin/prompts'>['prompts'][number]>[] = [
    { id: 'what', name: texts.what, cell: (each) => <bdi>{nameOf({ name: null, prompt: each.prompt_text }) || each.id}</bdi> },
    { id: 'state', name: texts.state, cell: (each) => <EndBadge state={each.status} name={prompts.state[each.status]} /> },
    { id: 'why', name: texts.outcome, cell: (each) => each.error?.code ?? null },
    { id: 'model', name: texts.writer, cell: (each) => each.model_name },
    { id: 'user', name: texts.whose, cell: (each) => <Whose id={each.user_id} /> },
    { id: 'at', name: texts.asked, cell: (each) => <When at={each.created_at} /> },
  ];
  return (
    <>
      <Filters label={texts.filters} filters={filters} address={address} change={change} />
      <Rows
        label={texts.kinds.prompts}
        list={list}
        columns={columns}
        keyOf={({ id }) => id}
        to={({ id }) => placeOf('jobs', `prompts/${id}`)}
        none={{ title: texts.none, icon: <Clapperboard /> }}
        onClear={asksFor(filters, address) ? () => change(cleared(filters)) : undefined}
      />
    </>
  );
}

/** Whose it is, and the way to them. */
export function Whose({ id }: { id: string }) {
  return (
    <Link to={placeOf('people', id) as never} className={css.whose ?? ''} title={id}>
      <bdi>{id}</bdi>
    </Link>
  );
}
