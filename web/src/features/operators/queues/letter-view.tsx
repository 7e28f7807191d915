import { Link, useNavigate } from '@tanstack/react-router';
import { RotateCcw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { LetterAction } from 'rushes';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button } from '@/ui/button';
import { useOne } from '../asking';
import { Detail, Facts, Id, Part, Parts, Raw, When } from '../detail';
import { placeOf } from '../place';
import { LetterAct } from './letter-acts';

/** One task that was given up: what it was about, and what went wrong. */
export function LetterView({ id }: { id: string }) {
  const texts = useTexts().running.queues;
  const { number } = useFormats();
  const navigate = useNavigate();
  const [act, setAct] = useState<LetterAction | null>(null);
  const one = useOne(['dead-letter', id], (rushes, reason, signal) =>
    rushes.request('GET /admin/dead-letters/{letter_id}', { path: { letter_id: id }, query: { reason }, signal }),
  );
  const { data } = one;
  const left = () => void navigate({ to: placeOf('queues', 'letters') as never });
  return (
    <Detail
      room="queues/letters"
      roomName={texts.letters}
      title={data?.error_type ?? texts.letter}
      one={one}
      actions={
        data && !data.replayed_at ? (
          <>
            <Button look="main" icon={<RotateCcw aria-hidden />} onPress={() => setAct('replay')}>
              {texts.replay}
            </Button>
            <Button icon={<Trash2 aria-hidden />} onPress={() => setAct('drop')}>
              {texts.drop}
            </Button>
          </>
        ) : null
      }
    >
      {(letter) => (
        <Parts>
          <Part title={texts.whatWentWrong}>
            <Raw label={texts.error} value={letter.error} />
            <Facts
              facts={[
                [texts.attempts, number(letter.attempts)],
                [texts.times, number(letter.times)],
                [texts.first, <When key="first" at={letter.first_at} />],
                [texts.last, <When key="last" at={letter.last_at} />],
                [texts.replayed, letter.replayed_at ? <When key="replayed" at={letter.replayed_at} /> : null],
                [texts.replayedBy, letter.replayed_by],
              ]}
            />
          </Part>
          <Part title={texts.task}>
            <Facts
              facts={[
                [texts.letter, <Id key="id">{letter.id}</Id>],
                [texts.queue, letter.queue],
                [texts.function, letter.function],
                [texts.path, letter.path],
                [
                  texts.job,
                  letter.job_id ? (
                    <Link key="job" to={placeOf('jobs', letter.job_id) as never}>
                      {letter.job_id}
                    </Link>
                  ) : null,
                ],
                [
                  texts.user,
                  letter.user_id ? (
                    <Link key="user" to={placeOf('people', letter.user_id) as never}>
                      {letter.user_id}
                    </Link>
                  ) : null,
                ],
              ]}
            />
            {letter.payload ? <Raw label={texts.payload} value={letter.payload} /> : null}
          </Part>
          {act ? <LetterAct action={act} letter={letter} onClose={() => setAct(null)} onDone={left} /> : null}
        </Parts>
      )}
    </Detail>
  );
}
