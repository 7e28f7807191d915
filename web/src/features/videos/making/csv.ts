/** A table as CSV has it (RFC 4180), read as the service reads it: so that each row is known by the line that it begins on. */
export interface Table {
  delimiter: string;
  /** As the file names them. */
  columns: readonly string[];
  rows: readonly Row[];
}

export interface Row {
  line: number;
  cells: readonly string[];
}

export const MOST_ROWS = 100;
export const MOST_BYTES = 1024 * 1024;
const NAMED_DELIMITER = /^"?sep=([,;|\t])"?(?:\r\n|\r|\n|$)/i; // what spreadsheets write before a table

/** A column's name as the service knows it: `Aspect ratio` is `aspect_ratio`. */
export const fieldOf = (column: string): string =>
  column
    .trim()
    .toLowerCase()
    .split(/[\s_-]+/)
    .filter(Boolean)
    .join('_');

export function parse(text: string): Table {
  const named = NAMED_DELIMITER.exec(text);
  const table = named ? text.slice(named[0].length) : text;
  const delimiter = named?.[1] ?? delimiterOf(table);
  const records = recordsOf(table, delimiter, named ? 2 : 1);
  const [header, ...rows] = records;
  return { delimiter, columns: header?.cells ?? [], rows };
}

function delimiterOf(text: string): string {
  const header = text.replace(/^[\r\n]+/, '').split(/\r\n|\r|\n/, 1)[0] ?? '';
  const count = (each: string) => header.split(each).length;
  return [',', ';', '\t'].reduce((best, each) => (count(each) > count(best) ? each : best));
}

function recordsOf(text: string, delimiter: string, first: number): Row[] {
  const records: Row[] = [];
  let [cells, cell, quoted, line, begins]: [string[], string, boolean, number, number] = [[], '', false, first, first];
  const end = () => {
    cells.push(cell);
    if (cells.length > 1 || cell.trim()) records.push({ line: begins, cells });
    [cells, cell] = [[], ''];
  };
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? '';
    const breaks = letter === '\n' || letter === '\r';
    if (quoted && letter === '"') {
      if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (!quoted && letter === '"' && cell === '') quoted = true;
    else if (!quoted && letter === delimiter) {
      cells.push(cell);
      cell = '';
    } else if (breaks) {
      const pair = letter === '\r' && text[at + 1] === '\n';
      if (pair) at += 1;
      line += 1;
      if (quoted) cell += '\n';
      else {
        end();
        begins = line;
      }
    } else cell += letter;
  }
  if (cell || cells.length) end();
  return records;
}

/** The table as a text again. */
export function written({ delimiter, columns, rows }: Table): string {
  const told = (cell: string) =>
    /["\r\n]/.test(cell) || cell.includes(delimiter) || cell !== cell.trim() ? `"${cell.replaceAll('"', '""')}"` : cell;
  return [columns, ...rows.map(({ cells }) => cells)].map((cells) => `${cells.map(told).join(delimiter)}\r\n`).join('');
}

/** A row's cells, with those that it lacks. */
export function wide({ columns }: Table, { cells }: Row): readonly string[] {
  return [...cells, ...columns.slice(cells.length).map(() => '')];
}

export function withCell(table: Table, row: number, column: number, value: string): string {
  const rows = table.rows.map((each, at) => (at === row ? { ...each, cells: wide(table, each).with(column, value) } : each));
  return written({ ...table, rows });
}

export function withoutRow(table: Table, row: number): string {
  return written({ ...table, rows: table.rows.filter((_, at) => at !== row) });
}

export function withRow(table: Table): string {
  return written({ ...table, rows: [...table.rows, { line: 0, cells: table.columns.map(() => '') }] });
}

/** A file's text; null where it is none in UTF-8. */
export function textOf(bytes: ArrayBuffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

const EXAMPLES = [
  ['A red fox runs through fresh snow, close to the ground', '8', '16:9', '720p', 'yes', ''],
  ['The same fox at dawn, seen from above', '8', '16:9', '720p', 'yes', 'people'],
];

/** To begin with: the columns that most wishes need, and two examples. */
export const TEMPLATE = written({
  delimiter: ',',
  columns: ['prompt', 'seconds', 'aspect_ratio', 'resolution', 'audio', 'negative_prompt'],
  rows: EXAMPLES.map((cells) => ({ line: 0, cells })),
});

/** What the service says of a file: each problem by its line and field. */
export interface CsvProblem {
  line: number;
  row: number | null;
  field: string;
  problem: string;
}

/** Where each problem is shown: at a cell, or at its row; what is wrong with the table itself is in the list below it. */
export function placed(table: Table, problems: readonly CsvProblem[]) {
  const fields = table.columns.map(fieldOf);
  const cells = new Map<string, string>();
  const rows = new Map<number, string>();
  for (const each of problems) {
    const row = table.rows.findIndex(({ line }) => line === each.line);
    const column = fields.indexOf(each.field);
    if (row < 0) continue;
    if (column >= 0 && each.row !== null) add(cells, `${row} ${column}`, each.problem);
    else add(rows, row, each.field ? `${each.field}: ${each.problem}` : each.problem);
  }
  return { cells, rows };
}

function add<K>(to: Map<K, string>, at: K, problem: string): void {
  to.set(at, [to.get(at), problem].filter(Boolean).join(' '));
}
