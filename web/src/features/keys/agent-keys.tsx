import { Bot, Plus } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { Form } from 'react-aria-components';
import { type AgentKey, type AgentKeyMade, type AgentKeyRequest, type AgentScope, isRushesError } from 'rushes';
import { useChange } from '@/platform/change';
import { fieldErrors, saidAtFields } from '@/platform/field-errors';
import { keys } from '@/platform/queries';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button } from '@/ui/button';
import { CopyButton } from '@/ui/copy-button';
import { Confirm, Dialog } from '@/ui/dialog';
import { ErrorNote } from '@/ui/error-note';
import { TextInput } from '@/ui/field';
import { Badge, Empty, Progress, Skeleton } from '@/ui/notes';
import { NumberInput } from '@/ui/number-input';
import { Select } from '@/ui/select';
import { tell } from '@/ui/toasts';
import { Checkbox } from '@/ui/toggles';
import { SignInAgain } from '../account/sign-in-again';
import { useAgentKeys } from './keys';
import css from './keys.module.css';

/** Keys by which programs work in somebody's name. */
export function AgentKeys() {
  const { agents } = useTexts().keys;
  const known = useAgentKeys();
  const [making, setMaking] = useState(false);
  const id = useId();
  const create = (
    <Button look="main" icon={<Plus aria-hidden />} onPress={() => setMaking(true)}>
      {agents.create}
    </Button>
  );
  return (
    <section className={css.part} aria-labelledby={id}>
      <header className={css.head}>
        <div>
          <h2 id={id}>{agents.title}</h2>
          <p className={css.lead}>{agents.lead}</p>
        </div>
        {known.data?.length ? create : null}
      </header>
      {known.data?.length ? (
        <ul className={css.list}>
          {known.data.map((key) => (
            <OneKey key={key.id} agent={key} />
          ))}
        </ul>
      ) : known.data ? (
        <Empty icon={<Bot />} title={agents.none} action={create}>
          {agents.noneHint}
        </Empty>
      ) : known.error ? (
        <ErrorNote error={known.error} onRetry={() => known.refetch()} />
      ) : (
        <Skeleton shape="card" count={2} />
      )}
      <NewKey isOpen={making} onClose={() => setMaking(false)} />
    </section>
  );
}

function OneKey({ agent }: { agent: AgentKey }) {
  const { agents } = useTexts().keys;
  const { number, ago, date } = useFormats();
  const rushes = useRushes();
  const [asked, setAsked] = useState(false);
  const revoke = useChange({
    ask: (id: string) => rushes.agentKeys.revoke(id),
    at: (id) => [[keys.agentKeys, (known: AgentKey[]) => known.filter((each) => each.id !== id)]],
    done: () => tell('good', agents.revoked),
    stale: [keys.agentKeys],
  });
  const { name, scopes, spent_today: spent, daily_cap: cap } = agent;
  return (
    <li className={css.agent}>
      <div>
        <h3>
          <bdi>{name}</bdi>
        </h3>
        <p className={css.lead}>
          <code>{agent.prefix}…</code> · {agent.last_used_at ? agents.last(ago(agent.last_used_at)) : agents.neverUsed} ·{' '}
          {agents.ends(date(agent.expires_at))}
        </p>
        <p className={css.row}>
          {scopes.map((scope) => (
            <Badge key={scope}>{agents.scope[scope]}</Badge>
          ))}
        </p>
      </div>
      <div className={css.cap}>
        <p>{agents.used(number(spent), number(cap))}</p>
        <Progress label={agents.used(number(spent), number(cap))} value={cap ? Math.min(1, spent / cap) : 1} />
      </div>
      <Button small onPress={() => setAsked(true)} aria-label={agents.revokeFor(name)}>
        {agents.revoke}
      </Button>
      <Confirm
        title={agents.revokeTitle}
        text={agents.revokeText(name)}
        action={agents.revoke}
        isOpen={asked}
        final
        onClose={() => setAsked(false)}
        onConfirm={() => revoke.mutateAsync(agent.id)}
      />
    </li>
  );
}

function NewKey({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { agents } = useTexts().keys;
  const [made, setMade] = useState<AgentKeyMade | null>(null);
  const close = () => {
    onClose();
    setMade(null);
  };
  if (made) {
    return (
      <Dialog
        title={agents.madeTitle}
        isOpen={isOpen}
        onClose={close}
        urgent
        actions={
          <>
            <CopyButton look="main" text={made.token} autoFocus />
            <Button onPress={close}>{agents.kept}</Button>
          </>
        }
      >
        <p>{agents.made}</p>
        <TextInput label={agents.token} value={made.token} isReadOnly autoComplete="off" />
      </Dialog>
    );
  }
  return (
    <Dialog title={agents.create} isOpen={isOpen} onClose={close}>
      <NewKeyForm onMade={setMade} />
    </Dialog>
  );
}

const SCOPES: readonly AgentScope[] = ['read', 'write', 'spend'];
const DAYS = ['longest', '1', '7', '30'] as const;
const FIELDS = ['name', 'scopes', 'daily_cap', 'expires_in_days'];
const ALSO = { AGENT_KEY_TOO_LONG: 'expires_in_days' };

function NewKeyForm({ onMade }: { onMade: (made: AgentKeyMade) => void }) {
  const { keys: texts, common } = useTexts();
  const { agents } = texts;
  const rushes = useRushes();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly AgentScope[]>(['read']);
  const [cap, setCap] = useState(Number.NaN);
  const [days, setDays] = useState<(typeof DAYS)[number]>('longest');
  const create = useChange({
    ask: (key: AgentKeyRequest) => rushes.agentKeys.create(key),
    shown: (error) => saidAtFields(error, FIELDS, ALSO) || isRushesError(error, 'RECENT_SIGN_IN_REQUIRED', 'TOO_MANY_AGENT_KEYS'),
    done: onMade,
    stale: [keys.agentKeys],
  });
  const ask = () =>
    create.mutate({
      name,
      scopes: [...scopes],
      daily_cap: Number.isNaN(cap) ? null : cap,
      expires_in_days: days === 'longest' ? null : Number(days),
    });
  const id = useId();
  if (isRushesError(create.error, 'RECENT_SIGN_IN_REQUIRED')) return <SignInAgain onDone={ask} />;
  const wrong = fieldErrors(create.error, ALSO);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (scopes.length) ask();
  };
  return (
    <Form className={css.form ?? ''} onSubmit={submit}>
      {isRushesError(create.error, 'TOO_MANY_AGENT_KEYS') ? <ErrorNote error={create.error} /> : null}
      <TextInput
        label={agents.name}
        hint={agents.nameHint}
        value={name}
        onChange={setName}
        error={wrong.name}
        maxLength={100}
        autoComplete="off"
        isRequired
        autoFocus
      />
      <fieldset className={css.scopes} aria-describedby={id}>
        <legend>{agents.scopes}</legend>
        {SCOPES.map((scope) => (
          <Checkbox
            key={scope}
            isSelected={scopes.includes(scope)}
            onChange={(on) => setScopes(SCOPES.filter((each) => (each === scope ? on : scopes.includes(each))))}
          >
            {agents.scope[scope]}
          </Checkbox>
        ))}
        <p id={id} className={css.wrong} role="alert">
          {scopes.length ? wrong.scopes : agents.noScope}
        </p>
      </fieldset>
      {scopes.includes('spend') ? (
        <NumberInput
          label={agents.cap}
          hint={agents.capHint}
          value={cap}
          onChange={setCap}
          minValue={0}
          maxValue={1_000_000}
          error={wrong.daily_cap}
        />
      ) : null}
      <Select
        label={agents.days}
        choices={DAYS.map((each) => ({ id: each, name: each === 'longest' ? agents.longest : agents.day(Number(each)) }))}
        value={days}
        onChange={setDays}
        error={wrong.expires_in_days}
      />
      <Button type="submit" look="main" isPending={create.isPending}>
        {common.save}
      </Button>
    </Form>
  );
}
