import { BadgeDollarSign, Pause, Play, Star } from 'lucide-react';
import { useState } from 'react';
import type { CatalogRow } from 'rushes';
import { NotFound } from '@/app/not-found';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button } from '@/ui/button';
import { Toggle } from '@/ui/toggles';
import { Detail, Facts, Part, Parts, Raw, When } from '../detail';
import { DefaultAct, EnableAct, PriceAct, SuspendAct } from './acts';
import css from './models.module.css';
import { Availability, CanaryBadge, useCanaries, useModels } from './models-view';
import { pricesOf } from './prices';

type Act = 'suspend' | 'price' | 'default' | 'enable';

/** One model: whether it is offered, for how much, and how its canary did. */
export function ModelView({ id }: { id: string }) {
  const { operators } = useTexts();
  const asked = useModels();
  const row = asked.data?.models.find((each) => each.id === id);
  if (asked.data && !row) return <NotFound />;
  return (
    <Detail room="models" roomName={operators.rooms.models} title={id} one={{ ...asked, data: row }}>
      {(known) => <Shown row={known} />}
    </Detail>
  );
}

function Shown({ row }: { row: CatalogRow }) {
  const texts = useTexts().running.models;
  const { number, span } = useFormats();
  const canary = useCanaries().data?.canaries.find(({ model }) => model === row.id);
  const [act, setAct] = useState<Act | null>(null);
  const close = () => setAct(null);
  const { suspended } = row;
  return (
    <Parts>
      <Part
        title={texts.offer}
        actions={
          <>
            <Button
              icon={suspended ? <Play aria-hidden /> : <Pause aria-hidden />}
              onPress={() => setAct('suspend')}
              look={suspended ? 'main' : 'plain'}
            >
              {suspended ? texts.lift : texts.suspend}
            </Button>
            {row.default ? null : (
              <Button icon={<Star aria-hidden />} onPress={() => setAct('default')}>
                {texts.makeDefault}
              </Button>
            )}
          </>
        }
      >
        <Facts
          facts={[
            [texts.state, <Availability key="state" row={row} />],
            [texts.warning, row.warning],
            [texts.suspendedSince, suspended ? <When key="since" at={suspended.since} /> : null],
            [texts.because, suspended ? texts.reasons[suspended.reason] : null],
            [texts.note, suspended?.note],
          ]}
        />
        <Toggle isSelected={row.enabled} onChange={() => setAct('enable')} hint={texts.enabledHint}>
          {texts.enabled}
        </Toggle>
      </Part>
      <Part
        title={texts.price}
        actions={
          <Button icon={<BadgeDollarSign aria-hidden />} onPress={() => setAct('price')}>
            {texts.changePrice}
          </Button>
        }
      >
        <table className={css.prices}>
          <thead>
            <tr>
              <th scope="col">{texts.resolution}</th>
              <th scope="col">{texts.sound}</th>
              <th scope="col">{texts.credits}</th>
            </tr>
          </thead>
          <tbody>
            {pricesOf(row).map(({ resolution, audio, credits }) => (
              <tr key={`${resolution} ${audio}`}>
                <th scope="row">{resolution}</th>
                <td>{audio ? texts.with : texts.without}</td>
                <td>{number(credits)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Part>
      <Part title={texts.canary}>
        {canary ? (
          <Facts
            facts={[
              [texts.state, <CanaryBadge key="state" canary={canary} />],
              [texts.outcome, canary.outcome],
              [texts.tried, canary.ended_at ? <When key="ended" at={canary.ended_at} /> : null],
              [texts.took, canary.seconds === null ? null : span(canary.seconds)],
              [texts.next, <When key="next" at={canary.next_at} />],
            ]}
          />
        ) : (
          <p className={css.small}>{texts.neverTried}</p>
        )}
      </Part>
      <Part title={texts.row} wide>
        <Raw label={texts.row} value={row.row} />
      </Part>
      {act === 'suspend' ? <SuspendAct row={row} onClose={close} /> : null}
      {act === 'price' ? <PriceAct row={row} onClose={close} /> : null}
      {act === 'default' ? <DefaultAct row={row} onClose={close} /> : null}
      {act === 'enable' ? <EnableAct row={row} onClose={close} /> : null}
    </Parts>
  );
}
