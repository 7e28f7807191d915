import { useId } from 'react';
import { money } from '@/features/payments/payments';
import { useStore } from '@/platform/store';
import { language, useTexts } from '@/texts';
import type { DayFigures } from './figures';
import css from './today.module.css';

const PARTS = ['revenue', 'refunded', 'disputed', 'fees'] as const;

/** What was paid for credits, by currency; nothing is shown where nothing is sold. */
export function Income({ days }: { days: readonly DayFigures[] }) {
  const { chart, today: texts } = useTexts().running;
  const spoken = useStore(language);
  const id = useId();
  const found = new Map<string, Record<(typeof PARTS)[number], number>>();
  for (const each of days.flatMap((day) => day.money)) {
    const had = found.get(each.currency);
    found.set(each.currency, {
      revenue: each.revenue + (had?.revenue ?? 0),
      refunded: each.refunded + (had?.refunded ?? 0),
      disputed: each.disputed + (had?.disputed ?? 0),
      fees: each.fees + (had?.fees ?? 0),
    });
  }
  if (!found.size) return null;
  return (
    <section className={css.models} aria-labelledby={id}>
      <h3 id={id}>{texts.income}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways where the window is narrow, by keys too */}
      <section className={css.scroll} aria-label={chart.tableOf(texts.income)} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{texts.currency}</th>
              {PARTS.map((part) => (
                <th key={part} scope="col">
                  {texts.incomes[part]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[...found].map(([currency, sums]) => (
              <tr key={currency}>
                <th scope="row">{currency.toUpperCase()}</th>
                {PARTS.map((part) => (
                  <td key={part}>{money(spoken, sums[part], currency)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}
