import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { BellRing, MonitorSmartphone } from 'lucide-react';
import { type FormEvent, useEffect, useId, useState } from 'react';
import { Form } from 'react-aria-components';
import type { Language, NoticeEvent, NoticeSettings, NoticeSettingsRequest } from 'rushes';
import { useChange } from '@/platform/change';
import { fieldErrors, saidAtFields } from '@/platform/field-errors';
import { useRushes, useService } from '@/platform/service';
import { usePerson } from '@/session/session';
import { LANGUAGES, language as spoken, useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button } from '@/ui/button';
import { ErrorNote } from '@/ui/error-note';
import { TextInput } from '@/ui/field';
import { Badge, Skeleton } from '@/ui/notes';
import { NumberInput } from '@/ui/number-input';
import { Room } from '@/ui/room';
import { Segments } from '@/ui/segments';
import { Select } from '@/ui/select';
import { tell } from '@/ui/toasts';
import { Toggle } from '@/ui/toggles';
import { allowed, deviceHere, refresh, turnOff } from '../install/push';
import { usePush } from '../install/push-ask';
import css from './notices.module.css';

const KEY = ['account', 'notices'] as const;
const EVENTS: readonly NoticeEvent[] = ['video.completed', 'video.failed', 'film.completed', 'film.failed', 'credits.low'];

/** What somebody is told by mail and on their devices, and when not. */
export function NoticesView() {
  const { account, settings } = useTexts();
  const { notices } = settings;
  const rushes = useRushes();
  const known = useQuery({ queryKey: KEY, queryFn: ({ signal }) => rushes.notices.get({ signal }) });
  const [told, setTold] = useState(0); // the form begins anew with what was chosen beside it
  return (
    <Room
      title={notices.title}
      above={
        <Link to="/studio/account" className={css.up ?? ''}>
          {account.title}
        </Link>
      }
    >
      {known.data ? (
        <div className={css.view}>
          <Choosing key={told} known={known.data} />
          <Devices
            known={known.data}
            onChosen={() => {
              void known.refetch().then(() => setTold(told + 1));
            }}
          />
        </div>
      ) : known.error ? (
        <ErrorNote error={known.error} onRetry={() => known.refetch()} />
      ) : (
        <Skeleton shape="card" count={3} />
      )}
    </Room>
  );
}

const here = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
const FIELDS = ['mail', 'push', 'credits_low_at', 'quiet', 'quiet.begins', 'quiet.ends', 'quiet.time_zone'];

function Choosing({ known }: { known: NoticeSettings }) {
  const { settings, common } = useTexts();
  const { notices } = settings;
  const rushes = useRushes();
  const person = usePerson();
  const [mail, setMail] = useState<readonly NoticeEvent[]>(known.mail);
  const [push, setPush] = useState<readonly NoticeEvent[]>(known.push);
  const [language, setLanguage] = useState<Language>(
    known.mail.length || known.push.length ? known.language : spoken.get(), // who has chosen nothing has chosen no language
  );
  const [low, setLow] = useState(known.credits_low_at);
  const [isQuiet, setQuiet] = useState(known.quiet !== null);
  const [hours, setHours] = useState(known.quiet ?? { begins: '22:00', ends: '07:00', time_zone: here() });
  const keep = useChange({
    ask: (wanted: NoticeSettingsRequest) => rushes.notices.set(wanted),
    shown: (error) => saidAtFields(error, FIELDS),
    done: () => tell('good', notices.saved),
    stale: [KEY],
  });
  const wrong = fieldErrors(keep.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = { mail: [...mail], push: [...push], language, quiet: isQuiet ? hours : null };
    keep.mutate({ ...wanted, ...(Number.isNaN(low) ? {} : { credits_low_at: low }) });
  };
  const why = !known.mail_available
    ? notices.noMail
    : person?.email && person.verified
      ? notices.toAddress(person.email)
      : notices.unconfirmed;
  const canMail = known.mail_available && Boolean(person?.email && person.verified);
  const zones = [...new Set([hours.time_zone, here()])];
  const ways = [['mail', mail, setMail, canMail] as const, ['push', push, setPush, true] as const];
  return (
    <Form className={css.card ?? ''} onSubmit={submit}>
      <p className={css.lead}>{notices.lead}</p>
      <table className={css.kinds}>
        <thead>
          <tr>
            <th scope="col">{notices.what}</th>
            <th scope="col">{notices.mail}</th>
            <th scope="col">{notices.push}</th>
          </tr>
        </thead>
        <tbody>
          {EVENTS.map((event) => (
            <tr key={event}>
              <th scope="row">{notices.events[event]}</th>
              {ways.map(([way, chosen, choose, can]) => (
                <td key={way}>
                  <label className={css.box}>
                    <input
                      type="checkbox"
                      aria-label={notices.by(notices[way], notices.events[event])}
                      checked={chosen.includes(event)}
                      disabled={!can && !chosen.includes(event)}
                      onChange={({ target }) =>
                        choose(EVENTS.filter((each) => (each === event ? target.checked : chosen.includes(each))))
                      }
                    />
                  </label>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={css.lead}>{why}</p>
      <div className={css.pair}>
        <NumberInput
          label={notices.low}
          hint={notices.lowHint}
          value={low}
          onChange={setLow}
          minValue={1}
          maxValue={1_000_000}
          error={wrong.credits_low_at}
        />
        <Segments
          label={notices.language}
          choices={LANGUAGES.map((id) => ({ id, name: common.language[id] }))}
          value={language}
          onChange={setLanguage}
        />
      </div>
      <Toggle isSelected={isQuiet} onChange={setQuiet} hint={notices.quietHint}>
        {notices.quiet}
      </Toggle>
      {isQuiet ? (
        <div className={css.hours}>
          <TextInput
            label={notices.begins}
            type="time"
            value={hours.begins}
            onChange={(begins) => setHours({ ...hours, begins })}
            error={wrong['quiet.begins'] ?? wrong.quiet}
            isRequired
          />
          <TextInput
            label={notices.ends}
            type="time"
            value={hours.ends}
            onChange={(ends) => setHours({ ...hours, ends })}
            error={wrong['quiet.ends']}
            isRequired
          />
          <Select
            label={notices.zone}
            choices={zones.map((id) => ({ id, name: id.replaceAll('_', ' ') }))}
            value={hours.time_zone}
            onChange={(time_zone) => setHours({ ...hours, time_zone })}
            error={wrong['quiet.time_zone']}
          />
        </div>
      ) : null}
      <Button type="submit" look="main" isPending={keep.isPending}>
        {common.save}
      </Button>
    </Form>
  );
}

function Devices({ known, onChosen }: { known: NoticeSettings; onChosen: () => void }) {
  const { notices, push } = useTexts().settings;
  const { rushes, config } = useService();
  const { date } = useFormats();
  const uid = usePerson()?.uid;
  const id = useId();
  const { on, pending } = usePush((chosen) => chosen && onChosen());
  const own = deviceHere(uid)?.id;
  useEffect(() => {
    if (uid) void refresh(rushes, config, uid).catch(() => undefined);
  }, [rushes, config, uid]);
  const remove = useChange({
    ask: (device: string) => (device === own ? turnOff(rushes, uid) : rushes.notices.removeDevice(device)),
    at: (device) => [[KEY, (all: NoticeSettings) => ({ ...all, devices: all.devices.filter((each) => each.id !== device) })]],
    done: () => tell('good', notices.forgotten),
    stale: [KEY],
  });
  const may = allowed(config);
  const isHere = known.devices.some((each) => each.id === own);
  return (
    <section className={css.card} aria-labelledby={id}>
      <h2 id={id}>{notices.devices}</h2>
      {known.devices.length ? (
        <ul className={css.devices}>
          {known.devices.map((each) => {
            const name = `${notices.platforms[each.platform]}, ${notices.since(date(each.registered_at))}`;
            return (
              <li key={each.id}>
                <MonitorSmartphone aria-hidden size={18} />
                <span>
                  {name} {each.id === own ? <Badge kind="accent">{notices.here}</Badge> : null}
                </span>
                <Button small onPress={() => remove.mutate(each.id)} aria-label={notices.forgetFor(name)}>
                  {notices.forget}
                </Button>
              </li>
            );
          })}
        </ul>
      ) : (
        <p className={css.lead}>{notices.noDevice}</p>
      )}
      {isHere ? null : may === 'unable' || may === 'denied' ? (
        <p className={css.lead}>{push[may]}</p>
      ) : (
        <Button icon={<BellRing aria-hidden />} isPending={pending} onPress={on}>
          {push.on}
        </Button>
      )}
    </section>
  );
}
