import { BellRing } from 'lucide-react';
import { useEffect, useState } from 'react';
import { isRushesError, type NoticeSettings } from 'rushes';
import { useRushes, useService } from '@/platform/service';
import { remember, remembered } from '@/platform/stored';
import { usePerson } from '@/session/session';
import { language as spoken, useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { tell, tellError } from '@/ui/toasts';
import css from './install.module.css';
import { allowed, deviceHere, refresh, turnOn } from './push';

const LATER = 'push-later';

/** Beside a video on its way, once: whether this browser shall say when it is done. */
export function PushAsk() {
  const { push } = useTexts().settings;
  const { rushes, config } = useService();
  const person = usePerson();
  const uid = person?.uid ?? '';
  const [asked, setAsked] = useState(() => remembered(LATER) !== null || deviceHere(uid) !== null);
  useEffect(() => void refresh(rushes, config, uid).catch(() => undefined), [rushes, config, uid]);
  const { on, pending } = usePush(() => setAsked(true));
  if (asked || allowed(config) !== 'default' || !person || person.guest) return null;
  return (
    <section className={css.ask} aria-label={push.askTitle}>
      <BellRing aria-hidden />
      <div>
        <h2>{push.askTitle}</h2>
        <p>{push.ask}</p>
      </div>
      <div className={css.row}>
        <Button look="main" isPending={pending} onPress={on}>
          {push.yes}
        </Button>
        <Button
          look="quiet"
          onPress={() => {
            remember(LATER, '1');
            setAsked(true);
          }}
        >
          {push.later}
        </Button>
      </div>
    </section>
  );
}

/** Turns it on: what ends is told here, beside whatever they chose before. */
export function usePush(done: (told: NoticeSettings | null) => void) {
  const { push } = useTexts().settings;
  const rushes = useRushes();
  const { config } = useService();
  const uid = usePerson()?.uid ?? '';
  const [pending, setPending] = useState(false);
  const on = async () => {
    setPending(true);
    try {
      if (!(await turnOn(rushes, config, uid))) {
        tell('bad', push.denied);
        done(null);
        return;
      }
      done(await choose(rushes));
      tell('good', push.done);
    } catch (error) {
      if (isRushesError(error)) tellError(error, push.failed);
      else tell('bad', push.failed); // what Firebase says of it is for nobody here
    } finally {
      setPending(false);
    }
  };
  return { on, pending };
}

/** Who has chosen nothing for their devices is told how videos and films end. */
async function choose(rushes: ReturnType<typeof useRushes>): Promise<NoticeSettings> {
  const { mail, push, quiet, credits_low_at, ...known } = await rushes.notices.get();
  const language = mail.length || push.length ? known.language : spoken.get(); // nothing was chosen yet, nor a language
  const wanted: NoticeSettings['push'] = push.length
    ? push
    : ['video.completed', 'video.failed', 'film.completed', 'film.failed'];
  return rushes.notices.set({ mail, push: wanted, language, quiet, credits_low_at });
}
