import { type FormEvent, useId, useState } from 'react';
import { Form } from 'react-aria-components';
import type { EventType, Language, WebhookEndpoint, WebhookEndpointRequest } from 'rushes';
import { fieldErrors, saidAtFields } from '@/platform/field-errors';
import { LANGUAGES, language as spoken, useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { CopyButton } from '@/ui/copy-button';
import { Dialog } from '@/ui/dialog';
import { TextInput } from '@/ui/field';
import { Segments } from '@/ui/segments';
import { Checkbox } from '@/ui/toggles';
import { EVENTS } from './webhooks';
import css from './webhooks.module.css';

const FIELDS = ['url', 'events', 'description', 'language'];
const ALSO = { WEBHOOK_URL_NOT_TAKEN: 'url' };

/** Whether the form itself says why it was refused. */
export const isSaid = (error: unknown): boolean => saidAtFields(error, FIELDS, ALSO);

interface FormProps {
  known?: WebhookEndpoint;
  error: unknown;
  pending: boolean;
  onSave: (wanted: WebhookEndpointRequest) => void;
}

/** Where to send what: a new endpoint, or one that is changed. */
export function EndpointForm({ known, error, pending, onSave }: FormProps) {
  const { settings, common } = useTexts();
  const { hooks } = settings;
  const [url, setUrl] = useState(known?.url ?? '');
  const [events, setEvents] = useState<readonly EventType[]>(known?.events ?? ['video.completed', 'video.failed']);
  const [description, setDescription] = useState(known?.description ?? '');
  const [language, setLanguage] = useState<Language>(known?.language ?? spoken.get());
  const wrong = fieldErrors(error, ALSO);
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (events.length) onSave({ url: url.trim(), events: [...events], description: description.trim(), language });
  };
  return (
    <Form className={css.form ?? ''} onSubmit={submit}>
      <TextInput
        label={hooks.url}
        hint={hooks.urlHint}
        placeholder="https://"
        type="url"
        validationBehavior="aria"
        value={url}
        onChange={setUrl}
        error={wrong.url}
        maxLength={2000}
        autoComplete="off"
        isRequired
        autoFocus
      />
      <fieldset className={css.events} aria-describedby={id}>
        <legend>{hooks.events}</legend>
        {EVENTS.map((each) => (
          <Checkbox
            key={each}
            isSelected={events.includes(each)}
            onChange={(on) => setEvents(EVENTS.filter((one) => (one === each ? on : events.includes(one))))}
          >
            {hooks.event[each]}
          </Checkbox>
        ))}
        <p id={id} className={css.wrong} role="alert">
          {events.length ? wrong.events : hooks.noEvent}
        </p>
      </fieldset>
      <TextInput
        label={`${hooks.description} (${common.optional})`}
        value={description}
        onChange={setDescription}
        error={wrong.description}
        maxLength={200}
        autoComplete="off"
      />
      <Segments
        label={hooks.language}
        choices={LANGUAGES.map((each) => ({ id: each, name: common.language[each] }))}
        value={language}
        onChange={setLanguage}
      />
      <Button type="submit" look="main" isPending={pending}>
        {common.save}
      </Button>
    </Form>
  );
}

/** A secret, shown this once. */
export function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { hooks } = useTexts().settings;
  return (
    <Dialog
      title={hooks.made}
      isOpen
      onClose={onClose}
      urgent
      actions={
        <>
          <CopyButton look="main" text={secret} autoFocus />
          <Button onPress={onClose}>{hooks.kept}</Button>
        </>
      }
    >
      <p>{hooks.madeLead}</p>
      <TextInput label={hooks.secret} value={secret} isReadOnly autoComplete="off" />
    </Dialog>
  );
}
