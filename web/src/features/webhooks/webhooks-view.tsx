import { Link, useNavigate } from '@tanstack/react-router';
import { Plus, Webhook } from 'lucide-react';
import { useState } from 'react';
import { isRushesError, type WebhookEndpoint, type WebhookEndpointMade } from 'rushes';
import { useService } from '@/platform/service';
import { useShortcut } from '@/platform/shortcuts';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { ErrorNote } from '@/ui/error-note';
import { Badge, Empty, Skeleton } from '@/ui/notes';
import { Room } from '@/ui/room';
import { EndpointForm, isSaid, SecretDialog } from './endpoint-form';
import { useCreate, useEndpoints } from './webhooks';
import css from './webhooks.module.css';

const isFull = (error: unknown): boolean => isRushesError(error, 'TOO_MANY_WEBHOOK_ENDPOINTS');

/** The servers of one's own that are told what happens. */
export function WebhooksView() {
  const { account, settings } = useTexts();
  const { hooks } = settings;
  const { config } = useService();
  const navigate = useNavigate();
  const endpoints = useEndpoints();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<WebhookEndpointMade | null>(null);
  const create = useCreate(
    (error) => isSaid(error) || isFull(error),
    (answer) => {
      setMaking(false);
      setMade(answer);
    },
  );
  const begin = () => {
    create.reset();
    setMaking(true);
  };
  useShortcut('n', hooks.new, begin);
  const add = (
    <Button look="main" icon={<Plus aria-hidden />} onPress={begin}>
      {hooks.new}
    </Button>
  );
  const seen = () => {
    const id = made?.endpoint.id ?? '';
    setMade(null);
    void navigate({ to: '/studio/account/webhooks/$endpointId', params: { endpointId: id } });
  };
  return (
    <Room
      title={hooks.title}
      above={
        <Link to="/studio/account" className={css.up ?? ''}>
          {account.title}
        </Link>
      }
      actions={endpoints.data?.length ? add : null}
    >
      <div className={css.view}>
        <p className={css.lead}>
          {hooks.lead} <a href={`${config.docs}guides/webhooks/`}>{hooks.docs}</a>
        </p>
        {endpoints.data ? (
          endpoints.data.length ? (
            <ul className={css.list}>
              {endpoints.data.map((each) => (
                <Row key={each.id} endpoint={each} />
              ))}
            </ul>
          ) : (
            <Empty icon={<Webhook />} title={hooks.none} action={add}>
              {hooks.noneHint}
            </Empty>
          )
        ) : endpoints.error ? (
          <ErrorNote error={endpoints.error} onRetry={() => endpoints.refetch()} />
        ) : (
          <Skeleton shape="card" count={2} />
        )}
      </div>
      <Dialog title={hooks.new} isOpen={making} onClose={() => setMaking(false)}>
        {isFull(create.error) ? <ErrorNote error={create.error} /> : null}
        <EndpointForm error={create.error} pending={create.isPending} onSave={(wanted) => create.mutate(wanted)} />
      </Dialog>
      {made ? <SecretDialog secret={made.secret} onClose={seen} /> : null}
    </Room>
  );
}

function Row({ endpoint }: { endpoint: WebhookEndpoint }) {
  const { hooks } = useTexts().settings;
  return (
    <li className={css.endpoint}>
      <p className={css.what}>
        <Link to="/studio/account/webhooks/$endpointId" params={{ endpointId: endpoint.id }}>
          <bdi>{endpoint.url ?? hooks.listener}</bdi>
        </Link>{' '}
        <State endpoint={endpoint} />
      </p>
      {endpoint.description ? (
        <p className={css.lead} dir="auto">
          {endpoint.description}
        </p>
      ) : null}
      <p className={css.small}>{endpoint.events.map((each) => hooks.event[each]).join(' · ')}</p>
    </li>
  );
}

export function State({ endpoint }: { endpoint: WebhookEndpoint }) {
  const { hooks } = useTexts().settings;
  const { status, failing_since: failing } = endpoint;
  const kind = status === 'disabled' ? 'bad' : failing ? 'warn' : 'good';
  return <Badge kind={kind}>{hooks[status]}</Badge>;
}
