import { useNavigate, useSearch } from '@tanstack/react-router';
import { History, RotateCcw } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { Form } from 'react-aria-components';
import type { WebhookDelivery, WebhookEndpoint } from 'rushes';
import { fieldErrors, saidAtFields } from '@/platform/field-errors';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button } from '@/ui/button';
import { CopyButton } from '@/ui/copy-button';
import { Dialog } from '@/ui/dialog';
import { ErrorNote } from '@/ui/error-note';
import { TextInput } from '@/ui/field';
import { More } from '@/ui/more';
import { Badge, Skeleton } from '@/ui/notes';
import { Select } from '@/ui/select';
import { Checkbox } from '@/ui/toggles';
import { type Status, useDeliveries, useRedeliver, useRedeliverSpan } from './webhooks';
import css from './webhooks.module.css';

const ALL = 'all';
const STATUSES: readonly Status[] = ['pending', 'delivered', 'failed', 'held'];

/** What an endpoint was sent, with what it answered; any of it can be sent again. */
export function Deliveries({ endpoint }: { endpoint: WebhookEndpoint }) {
  const { hooks } = useTexts().settings;
  const { status: asked } = useSearch({ strict: false }) as { status?: string };
  const navigate = useNavigate();
  const id = useId();
  const status = STATUSES.find((each) => each === asked);
  const pages = useDeliveries(endpoint.id, status);
  const [spanning, setSpanning] = useState(false);
  const all = pages.data?.pages.flatMap(({ deliveries }) => deliveries) ?? [];
  const choose = (chosen: string) =>
    void navigate({
      to: '/studio/account/webhooks/$endpointId',
      params: { endpointId: endpoint.id },
      search: chosen === ALL ? {} : { status: chosen },
      replace: true,
      resetScroll: false,
    });
  return (
    <section className={css.part} aria-labelledby={id}>
      <div className={css.head}>
        <div>
          <h2 id={id}>{hooks.log}</h2>
          <p className={css.lead}>{hooks.logHint}</p>
        </div>
        <div className={css.row}>
          {endpoint.url === null ? null : (
            <Button icon={<History aria-hidden />} onPress={() => setSpanning(true)}>
              {hooks.span}
            </Button>
          )}
          <Select
            label={hooks.status}
            hiddenLabel
            choices={[
              { id: ALL, name: hooks.all },
              ...STATUSES.map((each) => ({ id: each as string, name: hooks.statuses[each] })),
            ]}
            value={status ?? ALL}
            onChange={choose}
          />
        </div>
      </div>
      {pages.error && !all.length ? <ErrorNote error={pages.error} onRetry={() => pages.refetch()} /> : null}
      {pages.isPending ? <Skeleton count={4} /> : null}
      {pages.data && !all.length ? <p className={css.lead}>{status ? hooks.logNoneOf : hooks.logNone}</p> : null}
      {all.length ? (
        <ol className={css.list}>
          {all.map((each) => (
            <OneDelivery key={each.id} delivery={each} canSend={endpoint.url !== null && endpoint.status === 'active'} />
          ))}
        </ol>
      ) : null}
      <More
        more={pages.hasNextPage}
        loading={pages.isFetchingNextPage}
        failed={Boolean(pages.error && all.length)}
        load={() => void pages.fetchNextPage()}
      />
      <Dialog title={hooks.span} isOpen={spanning} onClose={() => setSpanning(false)}>
        <Span endpoint={endpoint.id} onDone={() => setSpanning(false)} />
      </Dialog>
    </section>
  );
}

const KIND = { pending: 'told', delivered: 'good', failed: 'bad', held: 'told' } as const;

function OneDelivery({ delivery, canSend }: { delivery: WebhookDelivery; canSend: boolean }) {
  const { hooks } = useTexts().settings;
  const { moment, until, number } = useFormats();
  const again = useRedeliver(delivery.endpoint_id);
  const { status, attempts, next_at: next } = delivery;
  const known: Record<string, string> = hooks.event;
  const event = known[delivery.event] ?? delivery.event;
  return (
    <li className={css.delivery}>
      <details>
        <summary>
          <span className={css.what}>{event}</span>
          <Badge kind={KIND[status]}>{hooks.statuses[status]}</Badge>
          <span className={css.small}>
            <time dateTime={delivery.created_at}>{moment(delivery.created_at)}</time>
            {attempts.length ? ` · ${hooks.tries(attempts.length)}` : null}
            {status === 'pending' && next && attempts.length ? ` · ${hooks.next(until(next))}` : null}
          </span>
        </summary>
        <div className={css.inside}>
          <p className={css.small}>
            {hooks.id}: <code>{delivery.event_id}</code>
          </p>
          {attempts.map((each) => (
            <div key={each.at}>
              <p className={css.small}>
                <time dateTime={each.at}>{moment(each.at)}</time> · {each.status ?? '–'} · {hooks.took(number(each.ms))}
                {each.trouble ? ` · ${hooks.trouble[each.trouble]}` : null}
              </p>
              {each.answer ? <Code label={hooks.answer}>{each.answer}</Code> : null}
            </div>
          ))}
          <div className={css.head}>
            <h3>{hooks.body}</h3>
            <CopyButton small look="quiet" text={delivery.body} />
          </div>
          <Code label={hooks.body}>{pretty(delivery.body)}</Code>
        </div>
      </details>
      {canSend ? (
        <Button
          small
          look="quiet"
          icon={<RotateCcw aria-hidden />}
          isPending={again.isPending}
          onPress={() => again.mutate(delivery.id)}
          aria-label={hooks.againFor(`${event}, ${moment(delivery.created_at)}`)}
        >
          {hooks.again}
        </Button>
      ) : null}
    </li>
  );
}

function Code({ label, children }: { label: string; children: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keys too
    <section className={css.code} aria-label={label} tabIndex={0}>
      <pre>{children}</pre>
    </section>
  );
}

/** To be read; what is signed is copied as it is. */
function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

const DAY_MS = 24 * 3_600_000;
/** As a field of the browser has it: in its own time, without a zone. */
const local = (at: number) => new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

function Span({ endpoint, onDone }: { endpoint: string; onDone: () => void }) {
  const { hooks } = useTexts().settings;
  const [since, setSince] = useState(() => local(Date.now() - DAY_MS));
  const [until, setUntil] = useState(() => local(Date.now() + 60_000));
  const [all, setAll] = useState(false);
  const again = useRedeliverSpan(endpoint, (error) => saidAtFields(error, ['since', 'until']), onDone);
  const wrong = fieldErrors(again.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    again.mutate({ since: new Date(since).toISOString(), until: new Date(until).toISOString(), all });
  };
  return (
    <Form className={css.form ?? ''} onSubmit={submit}>
      <p>{hooks.spanLead}</p>
      <TextInput
        label={hooks.since}
        type="datetime-local"
        value={since}
        onChange={setSince}
        error={wrong.since}
        isRequired
        autoFocus
      />
      <TextInput label={hooks.until} type="datetime-local" value={until} onChange={setUntil} error={wrong.until} isRequired />
      <Checkbox isSelected={all} onChange={setAll}>
        {hooks.everything}
      </Checkbox>
      <Button type="submit" look="main" isPending={again.isPending}>
        {hooks.again}
      </Button>
    </Form>
  );
}
