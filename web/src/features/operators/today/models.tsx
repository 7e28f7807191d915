import { Download } from 'lucide-react';
import { useId } from 'react';
import { saveFile } from '@/platform/save-file';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { useAmounts } from './amounts';
import { type ModelSum, successOf, total } from './figures';
import css from './today.module.css';

/** Cost and margin of each model: bars to compare, numbers to go by. */
export function Models({ sums, file }: { sums: readonly ModelSum[]; file: string }) {
  const { chart, today: texts } = useTexts().running;
  const { number, percent, usd } = useAmounts();
  const id = useId();
  const most = Math.max(...sums.map(({ cost, earned }) => Math.max(cost, earned)), 0.01);
  const save = () => saveFile(new Blob([csv(sums)], { type: 'text/csv;charset=utf-8' }), `${file}.csv`);
  return (
    <section className={css.models} aria-labelledby={id}>
      <header className={css.nowHead}>
        <h3 id={id}>{texts.byModel}</h3>
        {sums.length ? (
          <Button small look="quiet" icon={<Download aria-hidden />} aria-label={chart.csvOf(texts.byModel)} onPress={save}>
            CSV
          </Button>
        ) : null}
      </header>
      {sums.length ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways where the window is narrow, by keys too
        <section className={css.scroll} aria-label={chart.tableOf(texts.byModel)} tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">{texts.model}</th>
                <th scope="col">{texts.jobs}</th>
                <th scope="col">{texts.success}</th>
                <th scope="col">{texts.kept}</th>
                <th scope="col" className={css.compared}>
                  {texts.costAndEarned}
                </th>
                <th scope="col">{texts.cost}</th>
                <th scope="col">{texts.earned}</th>
                <th scope="col">{texts.margin}</th>
              </tr>
            </thead>
            <tbody>
              {sums.map(({ model, jobs, credits, cost, earned, margin }) => {
                const success = successOf(jobs);
                return (
                  <tr key={model}>
                    <th scope="row">{model}</th>
                    <td>{number(total(Object.values(jobs)))}</td>
                    <td>{success === null ? '–' : percent(success)}</td>
                    <td>{number(credits)}</td>
                    <td className={css.compared} aria-hidden="true">
                      <span className={css.earned} style={{ width: `${(Math.max(0, earned) / most) * 100}%` }} />
                      <span className={css.cost} style={{ width: `${(cost / most) * 100}%` }} />
                    </td>
                    <td>{usd(cost)}</td>
                    <td>{usd(earned)}</td>
                    <td className={margin < 0 ? css.loss : ''}>{usd(margin)}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </section>
      ) : (
        <p className={css.small}>{texts.noModels}</p>
      )}
    </section>
  );
}

function csv(sums: readonly ModelSum[]): string {
  const rows = sums.map(({ model, jobs, credits, cost, earned, margin }) =>
    [model, ...Object.values(jobs), credits, ...[cost, earned, margin].map((each) => each.toFixed(4))].join(','),
  );
  return ['model,completed,failed,blocked,cancelled,live,credits,list_price_usd,earned_usd,margin_usd', ...rows, ''].join('\r\n');
}
