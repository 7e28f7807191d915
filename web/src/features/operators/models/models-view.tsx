import { Cpu } from 'lucide-react';
import type { Canary, CatalogRow } from 'rushes';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Badge } from '@/ui/notes';
import { Room } from '@/ui/room';
import { useOne } from '../asking';
import { Part } from '../detail';
import { placeOf } from '../place';
import { whole } from '../plain';
import { type Column, Rows } from '../rows';
import css from './models.module.css';
import { pricesOf } from './prices';

export const useModels = () =>
  useOne(['models'], (rushes, reason, signal) => rushes.request('GET /admin/models', { query: { reason }, signal }));

export const useCanaries = () =>
  useOne(['canaries'], (rushes, reason, signal) => rushes.request('GET /admin/canaries', { query: { reason }, signal }));

/** What is on offer, for how much, and whether it works. */
export function ModelsView() {
  const { operators, running } = useTexts();
  const texts = running.models;
  const { ago, span } = useFormats();
  const asked = useModels();
  const canaries = useCanaries();
  const canaryOf = (id: string) => canaries.data?.canaries.find(({ model }) => model === id);
  const columns: readonly Column<CatalogRow>[] = [
    { id: 'model', name: texts.model, cell: ({ id }) => id },
    { id: 'state', name: texts.state, cell: (row) => <Availability row={row} /> },
    { id: 'price', name: texts.price, cell: (row) => <Prices row={row} /> },
    { id: 'canary', name: texts.canary, cell: ({ id }) => (canaryOf(id) ? <CanaryBadge canary={canaryOf(id)} /> : null) },
    {
      id: 'tried',
      name: texts.tried,
      cell: ({ id }) => {
        const canary = canaryOf(id);
        return canary?.ended_at ? `${ago(canary.ended_at)}${canary.seconds === null ? '' : ` · ${span(canary.seconds)}`}` : null;
      },
    },
    { id: 'warning', name: texts.warning, cell: ({ warning }) => warning },
  ];
  const writers = canaries.data?.canaries.filter(({ writes_prompts: writes }) => writes);
  return (
    <Room title={operators.rooms.models}>
      {canaries.data && !canaries.data.enabled ? <p className={css.lead}>{texts.canariesOff}</p> : null}
      <Rows
        label={operators.rooms.models}
        list={whole(asked, asked.data?.models)}
        columns={columns}
        keyOf={({ id }) => id}
        to={({ id }) => placeOf('models', id)}
        none={{ title: texts.none, icon: <Cpu /> }}
      />
      {writers?.length ? (
        <Part title={texts.writers}>
          <ul className={css.writers}>
            {writers.map((canary) => (
              <li key={canary.model}>
                <span>{canary.model}</span> <CanaryBadge canary={canary} />
                {canary.ended_at ? <span className={css.small}>{ago(canary.ended_at)}</span> : null}
              </li>
            ))}
          </ul>
        </Part>
      ) : null}
    </Room>
  );
}

const KIND = {
  available: 'good',
  ending: 'warn',
  retired: 'told',
  suspended: 'bad',
  disabled: 'told',
  own_key: 'accent',
} as const;

export function Availability({ row: { availability, default: isDefault } }: { row: CatalogRow }) {
  const texts = useTexts().running.models;
  return (
    <span className={css.badges}>
      <Badge kind={KIND[availability]}>{texts.availability[availability]}</Badge>
      {isDefault ? <Badge kind="accent">{texts.default}</Badge> : null}
    </span>
  );
}

/** The least and the most that a second costs. */
export function Prices({ row }: { row: CatalogRow }) {
  const { number } = useFormats();
  const all = pricesOf(row).map(({ credits }) => credits);
  if (!all.length) return null;
  const [least, most] = [Math.min(...all), Math.max(...all)];
  return <>{least === most ? number(least) : `${number(least)}–${number(most)}`}</>;
}

export function CanaryBadge({ canary }: { canary: Canary | undefined }) {
  const texts = useTexts().running.models;
  if (!canary) return null;
  if (canary.under_way) return <Badge kind="accent">{texts.underWay}</Badge>;
  if (canary.passed === null) return <Badge>{texts.untried}</Badge>;
  return canary.passed ? (
    <Badge kind="good">{texts.passed}</Badge>
  ) : (
    <Badge kind="bad">{texts.failed(canary.failures, canary.outcome ?? '')}</Badge>
  );
}
