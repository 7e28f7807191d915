import { act, fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useEffect, useState } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Wall } from './wall';

const WIDTH = 4 * 100 + 3 * 10; // four cells
const things = (count: number, from = 0) => Array.from({ length: count }, (_, at) => ({ id: `t${from + at}` }));
let top = 0; // where the wall begins, in the window

beforeEach(() => {
  top = 0;
  vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockImplementation(() => ({ width: WIDTH, top }) as DOMRect);
  vi.spyOn(window, 'scrollBy').mockImplementation(((to: { top: number }) => {
    top -= to.top;
  }) as never);
  Element.prototype.scrollIntoView = vi.fn();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

interface Given {
  count: number;
  more: { load: () => void; loading: boolean } | null;
  opened: (id: string) => void;
  menu: (id: string) => void;
  hold: (change: (items: { id: string }[]) => void) => void;
}

function Held({ count, more, opened, menu, hold }: Given) {
  const [items, setItems] = useState(things(count));
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => hold(setItems), [hold]);
  return (
    <Wall
      label="Things"
      items={items}
      nameOf={({ id }) => id}
      least={100}
      space={10}
      ratio={0.75}
      foot={25}
      selected={selected}
      selecting={selected.size > 0}
      onSelect={setSelected}
      onOpen={({ id }) => opened(id)}
      onMenu={({ id }) => menu(id)}
      more={more}
      moreLabel="More"
    >
      {draw}
    </Wall>
  );
}

function show(count: number, more: Given['more'] = null) {
  const [opened, menu] = [vi.fn(), vi.fn()];
  let set: (items: { id: string }[]) => void = () => undefined;
  const hold: Given['hold'] = (change) => {
    set = change;
  };
  const rendered = render(<Held {...{ count, more, opened, menu, hold }} />);
  const chosen = () => screen.queryAllByRole('row', { selected: true }).map((each) => each.getAttribute('aria-label'));
  return {
    ...rendered,
    user: userEvent.setup(),
    opened,
    menu,
    chosen,
    change: (items: { id: string }[]) => act(() => set(items)),
  };
}

const draw = ({ id }: { id: string }) => <button type="button">{`menu of ${id}`}</button>;
const row = (name: string) => screen.getByRole('row', { name });
const scrolled = (to: number) => {
  top = -to;
  act(() => void dispatchEvent(new Event('scroll')));
};

test('of thousands only what is near the window is there, and where one was', () => {
  show(5_000);
  expect(screen.getAllByRole('row').length).toBeLessThan(80);
  expect(row('t0').tabIndex).toBe(0);
  scrolled(50_000);
  expect(screen.getAllByRole('row').length).toBeLessThan(100);
  expect(row('t0')).toBeTruthy();
  expect(row('t1820').getAttribute('aria-rowindex')).toBe('1821');
  expect(screen.queryByRole('row', { name: 't40' })).toBeNull();
});

test('keys go about in it, and Tab to the part of a thing that can be pressed', async () => {
  const { user, opened, menu } = show(11);
  await user.tab();
  for (const [keys, name] of [
    ['{ArrowRight}', 't1'],
    ['{ArrowDown}', 't5'],
    ['{ArrowLeft}', 't4'],
    ['{ArrowUp}', 't0'],
    ['{ArrowUp}', 't0'],
    ['{End}', 't10'],
    ['{ArrowDown}', 't10'],
    ['{Home}', 't0'],
    ['{PageDown}', 't10'],
    ['{PageUp}', 't0'],
  ] as const) {
    await user.keyboard(keys);
    expect(document.activeElement).toBe(row(name));
  }
  await user.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}{ArrowDown}{ArrowDown}'); // the last line is shorter
  expect(document.activeElement).toBe(row('t10'));
  await user.keyboard('{Enter}');
  expect(opened).toHaveBeenCalledWith('t10');
  await user.keyboard('{ContextMenu}');
  expect(menu).toHaveBeenCalledWith('t10');
  await user.tab();
  expect(document.activeElement?.textContent).toBe('menu of t10');
});

test('many are selected by keys and by presses', async () => {
  const { user, chosen, opened } = show(8);
  await user.tab();
  await user.keyboard(' {Shift>}{ArrowRight}{ArrowRight}{/Shift}');
  expect(chosen()).toEqual(['t0', 't1', 't2']);
  await user.keyboard('{Enter}');
  expect(chosen()).toEqual(['t0', 't1']);
  await user.keyboard('{Control>}a{/Control}');
  expect(chosen()).toHaveLength(8);
  await user.keyboard('{Escape}');
  expect(chosen()).toEqual([]);
  await user.click(row('t3'));
  expect(opened).toHaveBeenCalledWith('t3');
  await user.keyboard('{Control>}');
  await user.click(row('t3'));
  await user.keyboard('{/Control}{Shift>}');
  await user.click(row('t5'));
  await user.keyboard('{/Shift}');
  await user.click(row('t4'));
  expect(chosen()).toEqual(['t3', 't5']);
  await user.keyboard('{Shift>} {/Shift}');
  expect(chosen()).toEqual(['t3', 't4', 't5']);
});

test('a finger that rests selects, and opens nothing when it leaves; one that moves scrolls', () => {
  const { chosen, opened, menu } = show(4);
  vi.useFakeTimers();
  const touch = { pointerType: 'touch', clientX: 5, clientY: 5 };
  fireEvent.pointerDown(row('t1'), touch);
  act(() => void vi.advanceTimersByTime(600));
  fireEvent.contextMenu(row('t1'));
  fireEvent.pointerUp(row('t1'), touch);
  fireEvent.click(row('t1'));
  expect([chosen(), opened.mock.calls, menu.mock.calls]).toEqual([['t1'], [], []]);
  fireEvent.pointerDown(row('t2'), touch);
  fireEvent.pointerMove(row('t2'), { ...touch, clientY: 60 });
  act(() => void vi.advanceTimersByTime(600));
  expect(chosen()).toEqual(['t1']);
  fireEvent.pointerDown(row('t3'), { pointerType: 'mouse' });
  fireEvent.contextMenu(row('t3'));
  expect(menu).toHaveBeenCalledWith('t3');
});

test('what comes above the window does not move what is in it, and focus stays with its neighbour where one goes', () => {
  const { change } = show(400);
  scrolled(1_100);
  row('t48').focus();
  change([...things(40, 1_000), ...things(400)]);
  expect(top).toBe(-2_200); // ten lines more above it
  expect(document.activeElement).toBe(row('t48'));
  change(things(400).filter(({ id }) => id !== 't48'));
  expect(document.activeElement?.getAttribute('aria-label')).toMatch(/^t/);
});

test('more is asked for near the end, once at a time', () => {
  const load = vi.fn();
  show(20, { load, loading: false });
  expect(load).toHaveBeenCalled();
  expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('-1');
  const waiting = vi.fn();
  show(20, { load: waiting, loading: true });
  expect(waiting).not.toHaveBeenCalled();
  expect(screen.getByText('More')).toBeTruthy();
});
