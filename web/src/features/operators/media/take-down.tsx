import { useState } from 'react';
import type { AnswerOf, MediaKind, MediaName, TakedownResult } from 'rushes';
import { useTexts } from '@/texts';
import { Checkbox } from '@/ui/toggles';
import { ActDialog } from '../act-dialog';
import css from '../operators.module.css';

/** As the door's paths call them. */
export const PATHS = { video: 'videos', film: 'films', image: 'images' } as const satisfies Record<MediaKind, string>;

interface Of {
  kind: MediaKind;
  id: string;
  onClose: () => void;
  done?: () => void;
}

/** Take a file from everybody; what was made of it is shown first. */
export function TakeDown({ kind, id, onClose, done }: Of) {
  const { operators } = useTexts();
  const texts = operators.media;
  const [copies, setCopies] = useState(true);
  const [giveBack, setGiveBack] = useState(false);
  const path = { kinds: PATHS[kind], media_id: id };
  return (
    <ActDialog<TakedownResult, TakedownResult>
      title={texts.takeDownTitle[kind]}
      text={<p>{texts.takeDownText}</p>}
      action={texts.takeDown}
      dangerous
      onClose={onClose}
      preview={{
        about: [kind, id],
        ask: (rushes, reason) =>
          rushes.request('POST /admin/{kinds}/{media_id}/take-down', { path, body: { reason, dry_run: true, copies: true } }),
        show: (found) => <Copies copies={found.copies} more={found.more} />,
      }}
      run={(rushes, reason) =>
        rushes.request('POST /admin/{kinds}/{media_id}/take-down', { path, body: { reason, copies, give_back: giveBack } })
      }
      said={(answer) => texts.takenDown(copies ? answer.copies.length : 0)}
      done={() => done?.()}
    >
      {() =>
        kind === 'image' ? null : (
          <>
            <Checkbox isSelected={copies} onChange={setCopies}>
              {texts.copies}
            </Checkbox>
            <Checkbox isSelected={giveBack} onChange={setGiveBack}>
              {texts.giveBack}
            </Checkbox>
          </>
        )
      }
    </ActDialog>
  );
}

/** What else there is of it. */
export function Copies({ copies, more }: { copies: readonly MediaName[]; more: boolean }) {
  const { operators } = useTexts();
  const texts = operators.media;
  return copies.length ? (
    <>
      <p>{texts.madeOfIt(copies.length)}</p>
      <ul>
        {copies.map((each) => (
          <li key={each.id}>
            {operators.words.kinds[each.kind]} <code className={css.code}>{each.id}</code>
          </li>
        ))}
      </ul>
      {more ? <p>{texts.moreCopies}</p> : null}
    </>
  ) : (
    <p>{texts.noCopies}</p>
  );
}

/** Give it back to its owner and to whoever has a link. */
export function PutBack({ kind, id, onClose, done }: Of) {
  const { operators } = useTexts();
  const texts = operators.media;
  return (
    <ActDialog<AnswerOf<'POST /admin/{kinds}/{media_id}/put-back'>>
      title={texts.putBackTitle}
      text={<p>{texts.putBackText}</p>}
      action={texts.putBack}
      onClose={onClose}
      run={(rushes, reason) =>
        rushes.request('POST /admin/{kinds}/{media_id}/put-back', {
          path: { kinds: PATHS[kind], media_id: id },
          body: { reason },
        })
      }
      said={() => texts.isPutBack}
      done={() => done?.()}
    />
  );
}
