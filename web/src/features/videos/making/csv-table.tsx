import { Trash2 } from 'lucide-react';
import { Fragment } from 'react';
import { Input, TextArea } from 'react-aria-components';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { IconButton } from '@/ui/button';
import css from './batch.module.css';
import { fieldOf, type placed, type Table, wide } from './csv';

interface CsvTableProps {
  table: Table;
  problems: ReturnType<typeof placed>;
  /** By line. */
  prices: ReadonlyMap<number, number>;
  onCell: (row: number, column: number, value: string) => void;
  onRemove: (row: number) => void;
}

const LONG = ['prompt', 'negative_prompt'];

/** The rows as they will be asked for; what is wrong stands at its cell and is mended there. */
export function CsvTable({ table, problems, prices, onCell, onRemove }: CsvTableProps) {
  const { making } = useTexts();
  const { number } = useFormats();
  const { many: words } = making;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys
    <section className={css.scroll} aria-label={words.rows(table.rows.length)} tabIndex={0}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{words.line}</th>
            {table.columns.map((column, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place, two may have one name
              <th scope="col" key={at} data-long={LONG.includes(fieldOf(column)) || undefined}>
                <bdi>{column}</bdi>
              </th>
            ))}
            <th scope="col">{words.price}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {table.rows.map((each, row) => {
            const { line } = each;
            const wrong = problems.rows.get(row);
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
              <Fragment key={row}>
                <tr data-wrong={Boolean(wrong) || undefined}>
                  <th scope="row">{line}</th>
                  {wide(table, each).map((cell, column) => {
                    const name = table.columns[column] ?? '';
                    const problem = problems.cells.get(`${row} ${column}`);
                    const about = `problem-${row}-${column}`;
                    const given = {
                      value: cell,
                      'aria-label': words.cell(name, line),
                      'aria-invalid': problem ? true : undefined,
                      ...(problem ? { 'aria-describedby': about } : {}),
                      dir: 'auto',
                      className: css.cell,
                      onChange: ({ target }: { target: { value: string } }) => onCell(row, column, target.value),
                    } as const;
                    return (
                      // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
                      <td key={column}>
                        {LONG.includes(fieldOf(name)) || cell.includes('\n') ? (
                          <TextArea {...given} rows={1} />
                        ) : (
                          <Input {...given} size={Math.max(6, Math.min(24, cell.length))} />
                        )}
                        {problem ? (
                          <p id={about} className={css.wrong}>
                            {problem}
                          </p>
                        ) : null}
                      </td>
                    );
                  })}
                  <td className={css.number}>{prices.has(line) ? number(prices.get(line) ?? 0) : '–'}</td>
                  <td>
                    <IconButton small label={words.remove(line)} icon={<Trash2 aria-hidden />} onPress={() => onRemove(row)} />
                  </td>
                </tr>
                {wrong ? (
                  <tr data-wrong>
                    <td />
                    <td colSpan={table.columns.length + 2} className={css.wrong}>
                      {wrong}
                    </td>
                  </tr>
                ) : null}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
