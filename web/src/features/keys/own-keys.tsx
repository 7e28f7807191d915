import { type ReactNode, useId, useState } from 'react';
import { Form } from 'react-aria-components';
import type { ProviderKey } from 'rushes';
import { fieldErrors, saidAtFields } from '@/platform/field-errors';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button } from '@/ui/button';
import { Confirm, Dialog } from '@/ui/dialog';
import { ErrorNote } from '@/ui/error-note';
import { TextInput } from '@/ui/field';
import { Badge, Skeleton } from '@/ui/notes';
import { SecretInput } from '@/ui/secret-input';
import { tell } from '@/ui/toasts';
import { Facts } from '../account/card';
import { PROVIDERS, type Provider, useDelete, useKeep, useProviderKeys, useServed, useSwitch, useVerify } from './keys';
import css from './keys.module.css';

/** Keys of providers, by which somebody pays these themselves: one for each. */
export function OwnKeys() {
  const { own } = useTexts().keys;
  const known = useProviderKeys();
  const id = useId();
  return (
    <section className={css.part} aria-labelledby={id}>
      <header>
        <h2 id={id}>{own.title}</h2>
        <p className={css.lead}>{own.lead}</p>
      </header>
      {known.data ? (
        <ul className={css.cards}>
          {PROVIDERS.map(({ id: provider, takesProject }) => (
            <OneProvider
              key={provider}
              provider={provider}
              takesProject={takesProject}
              stored={known.data.find((each) => each.provider === provider)}
            />
          ))}
        </ul>
      ) : known.error ? (
        <ErrorNote error={known.error} onRetry={() => known.refetch()} />
      ) : (
        <Skeleton shape="card" count={2} />
      )}
    </section>
  );
}

interface OneProps {
  provider: Provider;
  takesProject: boolean;
  stored: ProviderKey | undefined;
}

function OneProvider({ provider, takesProject, stored }: OneProps) {
  const { own } = useTexts().keys;
  const [typing, setTyping] = useState(false);
  const served = useServed(provider);
  const name = own.providers[provider];
  return (
    <li className={css.card}>
      <h3>{name}</h3>
      {stored ? (
        <Stored stored={stored} served={served} onReplace={() => setTyping(true)} />
      ) : (
        <>
          <p className={css.lead}>{own.whose[provider]}</p>
          {served.length ? <Facts facts={[[own.facts.serves, served.join(', ')]]} /> : null}
          <Button look="main" onPress={() => setTyping(true)} aria-label={own.addFor(name)}>
            {own.add}
          </Button>
        </>
      )}
      <Dialog title={stored ? own.replaceFor(name) : own.addFor(name)} isOpen={typing} onClose={() => setTyping(false)}>
        <KeyForm provider={provider} takesProject={takesProject} stored={stored} onDone={() => setTyping(false)} />
      </Dialog>
    </li>
  );
}

const state = ({ active, valid }: ProviderKey) => (active ? (valid === null ? 'unchecked' : valid ? 'valid' : 'invalid') : 'off');
const KIND = { valid: 'good', invalid: 'bad', unchecked: 'told', off: 'warn' } as const;

function Stored({ stored, served, onReplace }: { stored: ProviderKey; served: string[]; onReplace: () => void }) {
  const { own } = useTexts().keys;
  const { date, ago } = useFormats();
  const [asked, setAsked] = useState(false);
  const verify = useVerify();
  const change = useSwitch();
  const remove = useDelete();
  const { provider, active } = stored;
  const now = state(stored);
  const serves = [...served, ...(provider === 'gemini-api' ? [own.prompts] : [])];
  const facts: [string, ReactNode][] = [
    [own.facts.ends, <span key="four">… {stored.last_four}</span>],
    ...(stored.project ? ([[own.facts.project, <bdi key="project">{stored.project}</bdi>]] as [string, ReactNode][]) : []),
    [own.facts.added, date(stored.created_at)],
    [own.facts.used, stored.last_used_at ? ago(stored.last_used_at) : own.never],
    [own.facts.checked, stored.verified_at ? ago(stored.verified_at) : own.never],
    ...(serves.length ? ([[own.facts.serves, serves.join(', ')]] as [string, ReactNode][]) : []),
  ];
  return (
    <>
      <p>
        <Badge kind={KIND[now]}>{own.states[now]}</Badge>
      </p>
      {now === 'invalid' ? <p>{own.invalidHint}</p> : null}
      {now === 'off' ? <p>{own.offHint}</p> : null}
      <Facts facts={facts} />
      <div className={css.row}>
        <Button small isPending={verify.isPending} onPress={() => verify.mutate(provider)}>
          {own.verify}
        </Button>
        <Button small onPress={onReplace}>
          {own.replace}
        </Button>
        <Button small onPress={() => change.mutate({ provider, active: !active })}>
          {active ? own.switchOff : own.switchOn}
        </Button>
        <Button small look="quiet" onPress={() => setAsked(true)}>
          {own.delete}
        </Button>
      </div>
      <Confirm
        title={own.deleteTitle(own.providers[provider])}
        text={own.deleteText}
        action={own.delete}
        isOpen={asked}
        final
        onClose={() => setAsked(false)}
        onConfirm={() => remove.mutateAsync(provider)}
      />
    </>
  );
}

const FIELDS = ['key', 'project'];
const ALSO = { PROJECT_NOT_TAKEN: 'project' };

function KeyForm({ provider, takesProject, stored, onDone }: OneProps & { onDone: () => void }) {
  const { keys, common } = useTexts();
  const { own } = keys;
  const [key, setKey] = useState('');
  const [project, setProject] = useState(stored?.project ?? '');
  const keep = useKeep(
    (error) => saidAtFields(error, FIELDS, ALSO),
    () => {
      tell('good', stored ? own.replaced : own.added);
      onDone();
    },
  );
  const wrong = fieldErrors(keep.error, ALSO);
  return (
    <Form
      className={css.form ?? ''}
      onSubmit={(event) => {
        event.preventDefault();
        keep.mutate({ provider, key: key.trim(), project: project.trim() || null, replaces: Boolean(stored) });
      }}
    >
      <SecretInput
        label={own.key}
        hint={own.keyHint}
        value={key}
        onChange={setKey}
        error={wrong.key}
        autoComplete="off"
        isRequired
        autoFocus
      />
      {takesProject ? (
        <TextInput
          label={`${own.project} (${common.optional})`}
          hint={own.projectHint}
          value={project}
          onChange={setProject}
          error={wrong.project}
          maxLength={100}
          autoComplete="off"
        />
      ) : null}
      <Button type="submit" look="main" isPending={keep.isPending}>
        {common.save}
      </Button>
    </Form>
  );
}
