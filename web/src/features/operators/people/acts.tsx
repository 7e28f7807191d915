import { useState } from 'react';
import type { UserRecord } from 'rushes';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { TextInput } from '@/ui/field';
import { NumberInput } from '@/ui/number-input';
import { ActDialog } from '../act-dialog';
import { changed, LimitFields, requestOf, wantedOf } from './limits';

export type ActName = 'grant' | 'correct' | 'limits' | 'note' | 'signOut' | 'words' | 'wordsEnd' | 'disable' | 'enable';

interface Doing {
  act: ActName;
  known: UserRecord;
  onClose: () => void;
}

/** Whatever is done about somebody. */
export function PersonAct({ act, known, onClose }: Doing) {
  if (act === 'grant' || act === 'correct') return <Posting act={act} known={known} onClose={onClose} />;
  if (act === 'limits') return <Limiting known={known} onClose={onClose} />;
  if (act === 'note') return <Noting known={known} onClose={onClose} />;
  return <Standing act={act} known={known} onClose={onClose} />;
}

/** Credits that are given, or a balance that is put right; the id of it makes that asking twice counts once. */
function Posting({ act, known: { user, account }, onClose }: Doing) {
  const { operators, common } = useTexts();
  const texts = operators.person;
  const { signed, number } = useFormats();
  const [credits, setCredits] = useState(Number.NaN);
  const [id] = useState(() => `studio-${crypto.randomUUID()}`);
  const gives = act === 'grant';
  const balance = account?.balance ?? 0;
  return (
    <ActDialog
      title={gives ? texts.acts.grant : texts.acts.correct}
      text={<p>{gives ? texts.grantText : texts.correctText}</p>}
      action={gives ? texts.acts.grant : texts.acts.correct}
      dangerous={!gives}
      onClose={onClose}
      isReady={!Number.isNaN(credits) && credits !== 0}
      run={(rushes, reason) => {
        const body = { reason, user_id: user.id, grant_id: id, credits };
        return gives ? rushes.request('POST /admin/grants', { body }) : rushes.request('POST /admin/corrections', { body });
      }}
      said={({ amount, balance: after }) => texts.posted(signed(amount), number(after))}
    >
      {(problems) => (
        <NumberInput
          label={operators.words.creditsName}
          value={credits}
          onChange={setCredits}
          minValue={gives ? 1 : -1_000_000}
          maxValue={1_000_000}
          hint={
            Number.isNaN(credits) ? texts.hasNow(common.credits(balance)) : texts.wouldHave(common.credits(balance + credits))
          }
          error={problems.credits}
          isRequired
          autoFocus
        />
      )}
    </ActDialog>
  );
}

function Limiting({ known, onClose }: Omit<Doing, 'act'>) {
  const texts = useTexts().operators.person;
  const [before] = useState(() => wantedOf(known));
  const [wanted, setWanted] = useState(before);
  return (
    <ActDialog
      title={texts.acts.limits}
      action={texts.acts.limitsSave}
      wide
      onClose={onClose}
      isReady={changed(before, wanted).length > 0}
      run={(rushes, reason) =>
        rushes.request('PUT /admin/users/{user_id}/overrides', {
          path: { user_id: known.user.id },
          body: { reason, ...requestOf(wanted) },
        })
      }
      said={() => texts.limitsSaved}
    >
      {(problems) => <LimitFields known={known} before={before} wanted={wanted} onChange={setWanted} problems={problems} />}
    </ActDialog>
  );
}

function Noting({ known: { user }, onClose }: Omit<Doing, 'act'>) {
  const texts = useTexts().operators.person;
  const [text, setText] = useState('');
  return (
    <ActDialog
      title={texts.acts.note}
      text={<p>{texts.noteText}</p>}
      action={texts.acts.note}
      onClose={onClose}
      isReady={Boolean(text.trim())}
      run={(rushes, reason) =>
        rushes.request('POST /admin/users/{user_id}/notes', { path: { user_id: user.id }, body: { reason, text: text.trim() } })
      }
      said={() => texts.noted}
    >
      {(problems) => (
        <TextInput
          label={texts.note}
          lines={4}
          value={text}
          onChange={setText}
          maxLength={2000}
          error={problems.text}
          isRequired
          autoFocus
        />
      )}
    </ActDialog>
  );
}

/** What has no fields of its own. */
function Standing({ act, known: { user }, onClose }: Doing) {
  const texts = useTexts().operators.person;
  const path = { user_id: user.id };
  const { title, text, said } = texts.standings[act as keyof typeof texts.standings];
  return (
    <ActDialog<unknown>
      title={title}
      text={<p>{text}</p>}
      action={texts.acts[act]}
      dangerous={act === 'disable' || act === 'signOut'}
      onClose={onClose}
      run={(rushes, reason) => {
        if (act === 'words' || act === 'wordsEnd') {
          return rushes.request('PUT /admin/users/{user_id}/words-in-log', { path, body: { reason, on: act === 'words' } });
        }
        if (act === 'disable') return rushes.request('POST /admin/users/{user_id}/disable', { path, body: { reason } });
        if (act === 'enable') return rushes.request('POST /admin/users/{user_id}/enable', { path, body: { reason } });
        return rushes.request('POST /admin/users/{user_id}/sign-out', { path, body: { reason } });
      }}
      said={() => said}
    />
  );
}
