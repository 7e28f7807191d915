import { useState } from 'react';
import type { CatalogRow, Rushes, WorkLine } from 'rushes';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { NumberInput } from '@/ui/number-input';
import { ActDialog } from '../act-dialog';
import { Facts } from '../detail';
import css from './models.module.css';
import { overlayOf, pricesOf } from './prices';

interface ActProps {
  row: CatalogRow;
  onClose: () => void;
}

/** What waits for this model, and what runs. */
async function worksOf(rushes: Rushes, reason: string, id: string): Promise<WorkLine[]> {
  const { works } = await rushes.request('GET /admin/queues', { query: { reason } });
  return works.filter(({ model }) => model === id);
}

function Works({ lines }: { lines: readonly WorkLine[] }) {
  const { models: texts, queues } = useTexts().running;
  const { number } = useFormats();
  if (!lines.length) return <p>{texts.nothingWaits}</p>;
  return (
    <Facts facts={lines.map(({ kind, waiting, active }) => [queues.kinds[kind], texts.works(number(waiting), number(active))])} />
  );
}

export function SuspendAct({ row, onClose }: ActProps) {
  const texts = useTexts().running.models;
  const [surface = '', ...model] = row.id.split('/');
  const ends = row.suspended !== null;
  return (
    <ActDialog
      title={ends ? texts.liftOf(row.id) : texts.suspendOf(row.id)}
      text={<p>{ends ? texts.liftText : texts.suspendText}</p>}
      action={ends ? texts.lift : texts.suspend}
      dangerous={!ends}
      onClose={onClose}
      preview={{
        about: [row.id],
        ask: (rushes, reason) => worksOf(rushes, reason, row.id),
        show: (lines) => <Works lines={lines} />,
      }}
      run={(rushes, reason) =>
        rushes.request('PUT /admin/models/{surface}/{model}/suspension', {
          path: { surface, model: model.join('/') },
          body: { reason, suspended: !ends },
        })
      }
      said={() => (ends ? texts.lifted(row.id) : texts.isSuspended(row.id))}
    />
  );
}

/** What the overlay on the catalog says now: a change is meant for that version, and refused past it. */
const versionNow = (rushes: Rushes, reason: string) =>
  rushes.request('GET /admin/config/{section}', { path: { section: 'models' }, query: { reason } });

const patch = (rushes: Rushes, reason: string, version: number | undefined, values: Record<string, unknown>) =>
  rushes.request('PATCH /admin/config/{section}', {
    path: { section: 'models' },
    body: { reason, values, ...(version === undefined ? {} : { version }) },
  });

export function PriceAct({ row, onClose }: ActProps) {
  const texts = useTexts().running.models;
  const { number } = useFormats();
  const before = pricesOf(row);
  const [prices, setPrices] = useState(before);
  const changed = prices.flatMap((each, at) => {
    const had = before[at]?.credits;
    return had === each.credits ? [] : [{ ...each, had }];
  });
  const name = (resolution: string, audio: boolean) => `${resolution}, ${audio ? texts.with : texts.without}`;
  return (
    <ActDialog
      title={texts.priceOf(row.id)}
      text={<p>{texts.priceText}</p>}
      action={texts.changePrice}
      isReady={changed.length > 0 && prices.every(({ credits }) => Number.isInteger(credits))}
      onClose={onClose}
      preview={{
        about: [row.id],
        ask: versionNow,
        show: () =>
          changed.length ? (
            <ul>
              {changed.map(({ resolution, audio, credits, had }) => (
                <li key={name(resolution, audio)}>
                  {name(resolution, audio)}: <del>{number(had ?? 0)}</del> → <ins>{number(credits)}</ins>
                </li>
              ))}
            </ul>
          ) : (
            <p>{texts.same}</p>
          ),
      }}
      run={(rushes, reason, found) =>
        patch(rushes, reason, found?.version, { rows: { [row.id]: { credits_per_second: overlayOf(row, prices) } } })
      }
      said={() => texts.priced(row.id)}
    >
      {() => (
        <div className={css.fields}>
          {prices.map(({ resolution, audio, credits }, at) => (
            <NumberInput
              key={name(resolution, audio)}
              label={name(resolution, audio)}
              value={credits}
              minValue={0}
              maxValue={1_000_000}
              step={1}
              onChange={(value) => setPrices(prices.map((each, place) => (place === at ? { ...each, credits: value } : each)))}
            />
          ))}
        </div>
      )}
    </ActDialog>
  );
}

export function DefaultAct({ row, onClose }: ActProps) {
  const texts = useTexts().running.models;
  return (
    <ActDialog
      title={texts.defaultOf(row.id)}
      text={<p>{texts.defaultText}</p>}
      action={texts.makeDefault}
      onClose={onClose}
      preview={{
        about: [row.id],
        ask: versionNow,
        show: ({ values }) => (
          <p>
            <del>{String(values.default)}</del> → <ins>{row.id}</ins>
          </p>
        ),
      }}
      run={(rushes, reason, found) => patch(rushes, reason, found?.version, { default: row.id })}
      said={() => texts.isDefault(row.id)}
    />
  );
}

export function EnableAct({ row, onClose }: ActProps) {
  const texts = useTexts().running.models;
  return (
    <ActDialog
      title={row.enabled ? texts.disableOf(row.id) : texts.enableOf(row.id)}
      text={<p>{row.enabled ? texts.disableText : texts.enableText}</p>}
      action={row.enabled ? texts.disable : texts.enable}
      dangerous={row.enabled}
      onClose={onClose}
      preview={{
        about: [row.id],
        ask: (rushes, reason) => worksOf(rushes, reason, row.id),
        show: (lines) => <Works lines={lines} />,
      }}
      run={(rushes, reason) => patch(rushes, reason, undefined, { rows: { [row.id]: { enabled: !row.enabled } } })}
      said={() => (row.enabled ? texts.isDisabled(row.id) : texts.isEnabled(row.id))}
    />
  );
}
