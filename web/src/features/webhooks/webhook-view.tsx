import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { KeyRound, Pencil, Power, Send, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { WebhookEndpoint } from 'rushes';
import { NotFound } from '@/app/not-found';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button } from '@/ui/button';
import { Confirm, Dialog } from '@/ui/dialog';
import { ErrorNote } from '@/ui/error-note';
import { Skeleton } from '@/ui/notes';
import { Room } from '@/ui/room';
import { Select } from '@/ui/select';
import { Deliveries } from './deliveries';
import { EndpointForm, isSaid, SecretDialog } from './endpoint-form';
import { useEndpoints, useRemove, useRotate, useTest, useUpdate } from './webhooks';
import css from './webhooks.module.css';
import { State } from './webhooks-view';

/** One endpoint: what it hears, whether it takes it, and what can be done about it. */
export function WebhookView() {
  const { settings } = useTexts();
  const { endpointId } = useParams({ from: '/studio/account/webhooks/$endpointId' });
  const endpoints = useEndpoints();
  const endpoint = endpoints.data?.find(({ id }) => id === endpointId);
  if (endpoint) return <Shown key={endpoint.id} endpoint={endpoint} />;
  if (endpoints.error && !endpoints.data) return <ErrorNote error={endpoints.error} onRetry={() => endpoints.refetch()} />;
  if (!endpoints.data || endpoints.isFetching) {
    return (
      <Room title={settings.hooks.title}>
        <Skeleton shape="card" count={2} />
      </Room>
    );
  }
  return <NotFound />;
}

function Shown({ endpoint }: { endpoint: WebhookEndpoint }) {
  const { hooks } = useTexts().settings;
  const { moment } = useFormats();
  const navigate = useNavigate();
  const [open, setOpen] = useState<'edit' | 'rotate' | 'delete' | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const close = () => setOpen(null);
  const { id, url, status, reason, failing_since: failing, expires_at: ends } = endpoint;
  const test = useTest(id);
  const edit = useUpdate(id, isSaid, close);
  const turn = useUpdate(id);
  const rotate = useRotate(id, (made) => {
    close();
    setSecret(made.secret);
  });
  const remove = useRemove(() => void navigate({ to: '/studio/account/webhooks' }));
  const isOn = status === 'active';
  return (
    <Room
      title={url === null ? hooks.listener : new URL(url).host}
      above={
        <Link to="/studio/account/webhooks" className={css.up ?? ''}>
          {hooks.title}
        </Link>
      }
      actions={
        url === null ? null : (
          <Button
            look="main"
            icon={<Send aria-hidden />}
            isPending={test.isPending}
            isDisabled={!isOn}
            onPress={() => test.mutate(undefined)}
          >
            {hooks.test}
          </Button>
        )
      }
    >
      <div className={css.view}>
        <section className={css.card} aria-label={hooks.url}>
          <p className={css.what}>
            <bdi>{url ?? hooks.listener}</bdi> <State endpoint={endpoint} />
          </p>
          {endpoint.description ? <p dir="auto">{endpoint.description}</p> : null}
          <p className={css.lead}>{endpoint.events.map((each) => hooks.event[each]).join(' · ')}</p>
          {reason ? <p>{hooks.reasons[reason]}</p> : null}
          {isOn && failing ? <p className={css.wrong}>{hooks.failing(moment(failing))}</p> : null}
          {endpoint.secrets > 1 ? <p className={css.lead}>{hooks.two}</p> : null}
          {ends ? <p className={css.lead}>{hooks.listens(moment(ends))}</p> : null}
          <div className={css.row}>
            {url === null ? null : (
              <>
                <Button small icon={<Pencil aria-hidden />} onPress={() => setOpen('edit')}>
                  {hooks.edit}
                </Button>
                <Button small icon={<KeyRound aria-hidden />} onPress={() => setOpen('rotate')}>
                  {hooks.rotate}
                </Button>
                <Button
                  small
                  icon={<Power aria-hidden />}
                  isPending={turn.isPending}
                  onPress={() => turn.mutate({ active: !isOn })}
                >
                  {isOn ? hooks.off : hooks.on}
                </Button>
              </>
            )}
            <Button small look="quiet" icon={<Trash2 aria-hidden />} onPress={() => setOpen('delete')}>
              {hooks.delete}
            </Button>
          </div>
        </section>
        <Deliveries endpoint={endpoint} />
      </div>
      <Dialog title={hooks.edit} isOpen={open === 'edit'} onClose={close}>
        <EndpointForm known={endpoint} error={edit.error} pending={edit.isPending} onSave={(wanted) => edit.mutate(wanted)} />
      </Dialog>
      <Dialog title={hooks.rotate} isOpen={open === 'rotate'} onClose={close}>
        <Rotating pending={rotate.isPending} onRotate={(hours) => rotate.mutate(hours)} />
      </Dialog>
      <Confirm
        title={hooks.deleteTitle}
        text={hooks.deleteText}
        action={hooks.delete}
        isOpen={open === 'delete'}
        final
        onClose={close}
        onConfirm={() => remove.mutateAsync(endpoint)}
      />
      {secret ? <SecretDialog secret={secret} onClose={() => setSecret(null)} /> : null}
    </Room>
  );
}

const HOURS = ['0', '1', '24', '168'] as const;

function Rotating({ pending, onRotate }: { pending: boolean; onRotate: (hours: number) => void }) {
  const { hooks } = useTexts().settings;
  const [hours, setHours] = useState<(typeof HOURS)[number]>('24');
  return (
    <div className={css.form}>
      <p>{hooks.rotateLead}</p>
      <Select
        label={hooks.overlap}
        choices={HOURS.map((each) => ({ id: each, name: hooks.hours(Number(each)) }))}
        value={hours}
        onChange={setHours}
      />
      <Button look="main" isPending={pending} onPress={() => onRotate(Number(hours))}>
        {hooks.rotate}
      </Button>
    </div>
  );
}
