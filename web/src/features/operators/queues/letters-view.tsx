import { Link } from '@tanstack/react-router';
import { MailCheck, RotateCcw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { AnswerOf, DeadLetter, LetterAction } from 'rushes';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button } from '@/ui/button';
import { Badge } from '@/ui/notes';
import { Room } from '@/ui/room';
import { useAddress, useRows } from '../asking';
import { asksFor, cleared, type Filter, Filters } from '../filters';
import css from '../operators.module.css';
import { placeOf } from '../place';
import { type Column, Rows } from '../rows';
import { kindOf, LetterAct, LetterBatch } from './letter-acts';
import { LetterView } from './letter-view';
import own from './queues.module.css';

/** What stands below the queues: all that was given up, or one of it. */
export function LettersView({ id }: { id: string }) {
  const [room, letter] = id.split('/');
  return room === 'letters' && letter ? <LetterView id={letter} /> : <All />;
}

function All() {
  const { operators, running } = useTexts();
  const texts = running.queues;
  const [address, change] = useAddress();
  const [batch, setBatch] = useState<LetterAction | null>(null);
  const [act, setAct] = useState<{ kind: LetterAction; letter: DeadLetter } | null>(null);
  const filters: readonly Filter[] = [
    { name: 'queue', kind: 'text', label: texts.queue },
    { name: 'function', kind: 'text', label: texts.function },
    { name: 'error_type', kind: 'text', label: texts.errorType },
  ];
  const kind = kindOf(address);
  const list = useRows(
    ['dead-letters', kind],
    (rushes, page, signal) => rushes.request('GET /admin/dead-letters', { query: { ...kind, ...page }, signal }),
    ({ dead_letters: letters }: AnswerOf<'GET /admin/dead-letters'>) => letters,
  );
  const filtered = asksFor(filters, address);
  return (
    <Room
      title={texts.letters}
      above={
        <Link to={placeOf('queues') as never} className={css.up ?? ''}>
          {operators.rooms.queues}
        </Link>
      }
    >
      <Filters label={texts.letters} filters={filters} address={address} change={change} />
      {filtered && list.rows?.length ? (
        <div className={own.batch}>
          <p className={own.small}>{texts.ofKind}</p>
          <Button small icon={<RotateCcw aria-hidden />} onPress={() => setBatch('replay')}>
            {texts.replayAll}
          </Button>
          <Button small icon={<Trash2 aria-hidden />} onPress={() => setBatch('drop')}>
            {texts.dropAll}
          </Button>
        </div>
      ) : null}
      <Rows
        label={texts.letters}
        list={list}
        columns={useColumns((kind, letter) => setAct({ kind, letter }))}
        keyOf={({ id }) => id}
        to={({ id }) => placeOf('queues', `letters/${id}`)}
        none={{ title: texts.noLetters, text: texts.noLettersHint, icon: <MailCheck /> }}
        onClear={filtered ? () => change(cleared(filters)) : undefined}
      />
      {batch ? <LetterBatch action={batch} kind={kind} onClose={() => setBatch(null)} /> : null}
      {act ? <LetterAct action={act.kind} letter={act.letter} onClose={() => setAct(null)} /> : null}
    </Room>
  );
}

function useColumns(onAct: (kind: LetterAction, letter: DeadLetter) => void): readonly Column<DeadLetter>[] {
  const texts = useTexts().running.queues;
  const { number, ago } = useFormats();
  return [
    { id: 'error', name: texts.errorType, cell: ({ error_type: type }) => type },
    { id: 'words', name: texts.error, cell: ({ error }) => <span className={own.error}>{error.slice(0, 160)}</span> },
    { id: 'queue', name: texts.queue, cell: ({ queue }) => queue },
    { id: 'function', name: texts.function, cell: ({ function: name }) => name },
    { id: 'attempts', name: texts.attempts, cell: ({ attempts }) => number(attempts), isNumber: true },
    { id: 'last', name: texts.last, cell: ({ last_at: at }) => ago(at) },
    {
      id: 'acts',
      name: texts.acts,
      cell: (letter) =>
        letter.replayed_at ? (
          <Badge kind="good">{texts.replayedAt(ago(letter.replayed_at))}</Badge>
        ) : (
          <Button
            small
            icon={<RotateCcw aria-hidden />}
            aria-label={texts.replayOf(letter.id)}
            onPress={() => onAct('replay', letter)}
          >
            {texts.replay}
          </Button>
        ),
    },
  ];
}
