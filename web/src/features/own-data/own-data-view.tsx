import { Link } from '@tanstack/react-router';
import { Download, PackageOpen, Trash2 } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { Form } from 'react-aria-components';
import { type Export, isRushesError } from 'rushes';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button, ButtonLink } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { ErrorNote } from '@/ui/error-note';
import { TextInput } from '@/ui/field';
import { Badge, Progress, Skeleton } from '@/ui/notes';
import { Room } from '@/ui/room';
import { useAccount } from '../account/account';
import { SignInAgain } from '../account/sign-in-again';
import { isMade, useDeleteAccount, useDropExport, useExport, useExports, useKeepAccount } from './own-data';
import css from './own-data.module.css';

const isTooOld = (error: unknown): boolean => isRushesError(error, 'RECENT_SIGN_IN_REQUIRED');

/** All that is theirs: taken along as one file, or deleted. */
export function OwnDataView() {
  const { account, settings } = useTexts();
  return (
    <Room
      title={settings.data.title}
      above={
        <Link to="/studio/account" className={css.up ?? ''}>
          {account.title}
        </Link>
      }
    >
      <div className={css.view}>
        <Exports />
        <Leaving />
      </div>
    </Room>
  );
}

function Exports() {
  const { data } = useTexts().settings;
  const exports = useExports();
  const make = useExport(isTooOld);
  const id = useId();
  const going = exports.data?.some(isMade) ?? false;
  return (
    <section className={css.card} aria-labelledby={id}>
      <h2 id={id}>{data.export}</h2>
      <p className={css.lead}>{data.exportLead}</p>
      {isTooOld(make.error) ? (
        <SignInAgain onDone={() => make.mutate(undefined)} />
      ) : (
        <Button
          look="main"
          icon={<PackageOpen aria-hidden />}
          isPending={make.isPending}
          isDisabled={going || !exports.data}
          onPress={() => make.mutate(undefined)}
        >
          {data.start}
        </Button>
      )}
      <h3>{data.exports}</h3>
      {exports.data ? (
        exports.data.length ? (
          <ul className={css.list}>
            {exports.data.map((each) => (
              <OneExport key={each.id} made={each} />
            ))}
          </ul>
        ) : (
          <p className={css.lead}>{data.none}</p>
        )
      ) : exports.error ? (
        <ErrorNote error={exports.error} onRetry={() => exports.refetch()} />
      ) : (
        <Skeleton count={2} />
      )}
    </section>
  );
}

const KIND = { queued: 'told', making: 'told', ready: 'good', failed: 'bad' } as const;

function OneExport({ made }: { made: Export }) {
  const { data } = useTexts().settings;
  const { moment, bytes } = useFormats();
  const drop = useDropExport();
  const { status, address, ends_at: ends } = made;
  return (
    <li>
      <p className={css.row}>
        <Badge kind={KIND[status]}>{data.status[status]}</Badge>
        <span className={css.lead}>{data.asked(moment(made.created_at))}</span>
      </p>
      {isMade(made) ? (
        <div className={css.bar}>
          <Progress label={data.status[status]} />
        </div>
      ) : null}
      {status === 'ready' ? (
        <p className={css.lead}>
          {data.what(made.documents ?? 0, made.files ?? 0, bytes(made.bytes ?? 0))}
          {ends ? ` · ${data.until(moment(ends))}` : null}
        </p>
      ) : null}
      {status === 'failed' ? <p className={css.lead}>{data.failed}</p> : null}
      {made.linked ? <p className={css.lead}>{data.linked}</p> : null}
      <div className={css.row}>
        {address ? (
          <a href={address} className={css.download} download>
            <Download aria-hidden size={16} /> {data.download}
          </a>
        ) : null}
        {isMade(made) ? null : (
          <Button small look="quiet" icon={<Trash2 aria-hidden />} onPress={() => drop.mutate(made.id)}>
            {data.remove}
          </Button>
        )}
      </div>
    </li>
  );
}

function Leaving() {
  const { settings, account: texts, profile } = useTexts();
  const { data } = settings;
  const { moment } = useFormats();
  const account = useAccount();
  const keep = useKeepAccount();
  const [asked, setAsked] = useState(false);
  const id = useId();
  const going = account.data?.deletion;
  return (
    <section className={css.card} aria-labelledby={id}>
      <h2 id={id}>{data.delete}</h2>
      {account.error && !account.data ? <ErrorNote error={account.error} onRetry={() => account.refetch()} /> : null}
      {going ? (
        <>
          <p>{data.going(moment(going.deletes_at))}</p>
          <Button look="main" isPending={keep.isPending} onPress={() => keep.mutate(undefined)}>
            {data.keep}
          </Button>
        </>
      ) : account.data?.guest ? (
        <>
          <p className={css.lead}>{profile.view.guestNote}</p>
          <ButtonLink href="/studio/sign-in?register=true">{texts.banner.action}</ButtonLink>
        </>
      ) : (
        <>
          <p className={css.lead}>{data.deleteLead}</p>
          <Button look="danger" isDisabled={!account.data} onPress={() => setAsked(true)}>
            {data.deleteAction}
          </Button>
        </>
      )}
      <Dialog title={data.delete} isOpen={asked} onClose={() => setAsked(false)} urgent>
        <Deleting balance={account.data?.balance ?? 0} onClose={() => setAsked(false)} />
      </Dialog>
    </section>
  );
}

function Deleting({ balance, onClose }: { balance: number; onClose: () => void }) {
  const { settings, common } = useTexts();
  const { data } = settings;
  const [typed, setTyped] = useState('');
  const remove = useDeleteAccount(isTooOld, onClose);
  const isSure = typed.trim().toLocaleLowerCase() === data.word;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isSure) remove.mutate(undefined);
  };
  if (isTooOld(remove.error)) {
    return (
      <div className={css.form}>
        <SignInAgain onDone={() => remove.mutate(undefined)} />
        <Button onPress={onClose}>{common.cancel}</Button>
      </div>
    );
  }
  return (
    <Form className={css.form ?? ''} onSubmit={submit}>
      <p>{data.deleteLead}</p>
      {balance > 0 ? <p>{data.asksCredits(balance)}</p> : null}
      <TextInput label={data.type(data.word)} value={typed} onChange={setTyped} autoComplete="off" autoFocus />
      <div className={css.row}>
        <Button onPress={onClose}>{common.cancel}</Button>
        <Button type="submit" look="danger" isDisabled={!isSure} isPending={remove.isPending}>
          {data.confirm}
        </Button>
      </div>
    </Form>
  );
}
