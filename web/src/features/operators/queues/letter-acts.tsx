import type { DeadLetter, LetterAction } from 'rushes';
import { useTexts } from '@/texts';
import { ActDialog } from '../act-dialog';
import type { Address } from '../asking';
import { Facts } from '../detail';

/** Which letters an address asks for; the door knows them by these. */
export function kindOf({ queue, function: name, error_type: type }: Address) {
  return { ...(queue ? { queue } : {}), ...(name ? { function: name } : {}), ...(type ? { error_type: type } : {}) };
}

interface BatchProps {
  action: LetterAction;
  kind: ReturnType<typeof kindOf>;
  onClose: () => void;
}

/** All of a kind: the dry run says which, and just these are sent again or dropped. */
export function LetterBatch({ action, kind, onClose }: BatchProps) {
  const texts = useTexts().running.queues;
  const replays = action === 'replay';
  return (
    <ActDialog
      title={replays ? texts.replayAll : texts.dropAll}
      text={<p>{replays ? texts.replayText : texts.dropText}</p>}
      action={replays ? texts.replay : texts.drop}
      dangerous={!replays}
      onClose={onClose}
      preview={{
        about: [action, kind],
        ask: (rushes, reason) => rushes.request('POST /admin/dead-letter-batches', { body: { reason, action, ...kind } }),
        isEmpty: ({ selected }) => selected === 0,
        show: ({ selected, more, first }) => (
          <>
            <p>{texts.selected(selected, more)}</p>
            <p>{first.join(', ')}</p>
          </>
        ),
      }}
      run={(rushes, reason, found) =>
        rushes.request('POST /admin/dead-letter-batches', {
          body: { reason, action, ...kind, ...(found ? { fingerprint: found.fingerprint } : {}) },
        })
      }
      said={({ done }) => (replays ? texts.replayedMany(done) : texts.droppedMany(done))}
    />
  );
}

interface LetterActProps {
  action: LetterAction;
  letter: DeadLetter;
  onClose: () => void;
  onDone?: () => void;
}

export function LetterAct({ action, letter, onClose, onDone }: LetterActProps) {
  const texts = useTexts().running.queues;
  const replays = action === 'replay';
  return (
    <ActDialog
      title={replays ? texts.replayOne : texts.dropOne}
      text={
        <>
          <p>{replays ? texts.replayText : texts.dropText}</p>
          <Facts
            facts={[
              [texts.queue, letter.queue],
              [texts.path, letter.path],
              [texts.error, letter.error],
              [texts.job, letter.job_id],
            ]}
          />
        </>
      }
      action={replays ? texts.replay : texts.drop}
      dangerous={!replays}
      onClose={onClose}
      run={(rushes, reason) =>
        rushes.request(replays ? 'POST /admin/dead-letters/{letter_id}/replay' : 'POST /admin/dead-letters/{letter_id}/drop', {
          path: { letter_id: letter.id },
          body: { reason },
        })
      }
      said={() => (replays ? texts.replayedMany(1) : texts.droppedMany(1))}
      done={() => onDone?.()}
    />
  );
}
