import { expect, test } from 'vitest';
import { fieldOf, parse, placed, TEMPLATE, textOf, withCell, withoutRow, withRow, written } from './csv';

test('a table is read with the line that each row begins on', () => {
  const table = parse('prompt,seconds\r\n"A fox,\r\nrunning, ""fast""",4\r\n\r\nA hare,8\r\n');
  expect(table.columns).toEqual(['prompt', 'seconds']);
  expect(table.rows).toEqual([
    { line: 2, cells: ['A fox,\nrunning, "fast"', '4'] },
    { line: 5, cells: ['A hare', '8'] },
  ]);
});

test.each([
  ['a;b\n1;2', ';'],
  ['a\tb\n1\t2', '\t'],
  ['a,b\n1,2', ','],
  ['sep=|\na|b\n1|2', '|'],
  ['', ','],
])('%j is parted by %j', (text, delimiter) => {
  expect(parse(text).delimiter).toBe(delimiter);
});

test('a line that names the delimiter counts, and a file without an end is whole', () => {
  expect(parse('sep=;\r\na;b\r\n1;2').rows).toEqual([{ line: 3, cells: ['1', '2'] }]);
  expect(parse('a,b\r1,').rows).toEqual([{ line: 2, cells: ['1', ''] }]);
});

test('written again it says the same', () => {
  const text = 'prompt;note\r\n"a;b";"say ""no"""\r\n"two\nlines";" led by a blank"\r\n';
  const table = parse(text);
  expect(parse(written(table)).rows.map(({ cells }) => cells)).toEqual(table.rows.map(({ cells }) => cells));
  expect(parse(TEMPLATE).rows).toHaveLength(2);
});

test('cells are mended, rows are taken out and added', () => {
  const table = parse('a,b\n1,2\n3\n');
  expect(parse(withCell(table, 0, 1, 'x,y')).rows[0]?.cells).toEqual(['1', 'x,y']);
  expect(parse(withCell(table, 1, 1, '4')).rows[1]?.cells).toEqual(['3', '4']); // the cell that was lacking
  expect(parse(withoutRow(table, 0)).rows.map(({ cells }) => cells)).toEqual([['3']]);
  expect(parse(withRow(table)).rows.at(-1)?.cells).toEqual(['', '']);
});

test('problems stand at their cells or at their rows', () => {
  const table = parse('Prompt,Aspect ratio\nA fox,5:4\nA hare\n');
  const found = placed(table, [
    { line: 2, row: 1, field: 'aspect_ratio', problem: 'must be 16:9' },
    { line: 2, row: 1, field: 'aspect_ratio', problem: 'And more.' },
    { line: 2, row: 1, field: 'source', problem: 'is required' },
    { line: 3, row: 2, field: '', problem: 'has 1 cell' },
    { line: 1, row: null, field: 'colour', problem: 'is not known here' },
  ]);
  expect([...found.cells]).toEqual([['0 1', 'must be 16:9 And more.']]);
  expect([...found.rows]).toEqual([
    [0, 'source: is required'],
    [1, 'has 1 cell'],
  ]);
});

test('a file that is no UTF-8 is no text', () => {
  expect(textOf(new TextEncoder().encode('\ufeffprompt\n').buffer as ArrayBuffer)).toBe('prompt\n');
  expect(textOf(new Uint8Array([0xff, 0xfe, 0x41]).buffer)).toBeNull();
});

test('columns are known however they are written', () => {
  expect(['Aspect ratio', ' NEGATIVE-PROMPT '].map(fieldOf)).toEqual(['aspect_ratio', 'negative_prompt']);
});
