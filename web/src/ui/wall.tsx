// biome-ignore-all lint/a11y/useSemanticElements: a table can be no wall
// biome-ignore-all lint/a11y/useFocusableInteractive: the row has focus, not its one cell
import {
  type DragEvent,
  type KeyboardEvent,
  type MouseEvent,
  memo,
  type PointerEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import css from './wall.module.css';

/** Lengths in pixels. */
interface Shape {
  /** The least width of a cell; they share what is left of their line. */
  least: number;
  space: number;
  /** Height for width, and what stands below that. */
  ratio: number;
  foot: number;
}

interface Thing {
  id: string;
}

/** What carries things out of the wall: told of a drag that a pointer begins, and what becomes of it. */
export interface Carrier {
  start: (event: DragEvent, id: string) => void;
  move: (event: DragEvent) => void;
  end: (event: DragEvent) => void;
}

interface WallProps<T extends Thing> extends Shape {
  label: string;
  items: readonly T[];
  /** What one is called, for those who do not see it. */
  nameOf: (item: T) => string;
  /** Draws one: the same function as long as nothing of it changes. */
  children: (item: T) => ReactNode;
  selected: ReadonlySet<string>;
  /** A press selects instead of opening. */
  selecting: boolean;
  onSelect: (ids: ReadonlySet<string>) => void;
  onOpen: (item: T) => void;
  /** By the key or the button for it. */
  onMenu: (item: T, at: Element) => void;
  /** Somebody points at one, or has come to one by keys. */
  onNear?: () => void;
  /** Where they can be dragged: nowhere as long as it is not there. */
  carrier?: RefObject<Carrier | null>;
  /** There are more, and whether they are on their way. */
  more: { load: () => void; loading: boolean } | null;
  moreLabel: string;
}

const OVER = 0.6; // of a window that is mounted beyond each edge, so that nothing is blank while somebody scrolls
const LONG_MS = 500;

/**
 * Thousands of things in a grid that scrolls with the page, of which only what is near the window is mounted. It has the keys and the roles
 * of React Aria's grid list, which goes through all of its things for each that it draws.
 */
export function Wall<T extends Thing>(props: WallProps<T>) {
  const { label, items, nameOf, children, selected, selecting, onSelect, onOpen, onMenu, onNear, carrier, more, moreLabel } =
    props;
  const frame = useRef<HTMLDivElement>(null);
  const { columns, width, height, from, to } = useGrid(frame, items, props);
  const [current, setCurrent] = useState<string>();
  const wanted = useRef(false); // to have focus, once it is mounted
  const inside = useRef(false);
  const place = useRef(0); // where the current one stood
  const anchor = useRef<string>(undefined); // from where a range is selected
  const pointer = useRef<string>('mouse');
  const held = useLongPress((id) => onSelect(new Set([...selected, id])));

  const known = current === undefined ? -1 : items.findIndex(({ id }) => id === current);
  const at = known >= 0 ? known : Math.min(place.current, items.length - 1); // its neighbour, where it has gone
  const here = items[at]?.id;
  useLayoutEffect(() => {
    const gone = current !== undefined && known < 0;
    place.current = Math.max(0, at);
    if (gone) setCurrent(here);
    if (here === undefined || !(wanted.current || (gone && inside.current))) return;
    const scrolls = wanted.current;
    wanted.current = false;
    const element = cellOf(frame.current, here);
    element?.focus({ preventScroll: true });
    if (scrolls) element?.scrollIntoView({ block: 'nearest' });
  });

  const rows = Math.ceil(items.length / columns);
  const near = to * columns >= items.length - columns * (to - from);
  useEffect(() => {
    if (more && !more.loading && near) more.load();
  }, [more, near]);

  const go = (index: number, extend: boolean) => {
    const next = items[Math.max(0, Math.min(index, items.length - 1))];
    if (!next) return;
    wanted.current = true;
    setCurrent(next.id);
    if (extend) range(next.id);
  };
  const toggle = (id: string) => {
    anchor.current = id;
    const ids = new Set(selected);
    if (!ids.delete(id)) ids.add(id);
    onSelect(ids);
  };
  const range = (id: string) => {
    anchor.current ??= here ?? id;
    const ends = [anchor.current, id].map((end) => items.findIndex((item) => item.id === end)).sort((one, other) => one - other);
    const between = items.slice(Math.max(0, ends[0] ?? 0), (ends[1] ?? 0) + 1).map((item) => item.id);
    onSelect(new Set([...selected, ...between]));
  };
  const itemAt = (target: EventTarget) => {
    const id = target instanceof Element ? target.closest('[data-key]')?.getAttribute('data-key') : null;
    return items.find((item) => item.id === id);
  };
  const clicked = (event: MouseEvent) => {
    const item = itemAt(event.target);
    if (!item || ownPart(event.target) || held.done()) return;
    if (event.shiftKey) range(item.id);
    else if (selecting || event.ctrlKey || event.metaKey) toggle(item.id);
    else onOpen(item);
  };
  const pressed = (event: KeyboardEvent) => {
    const item = items[at];
    if (!item || ownPart(event.target)) return;
    const page = Math.max(1, Math.floor(innerHeight / height) - 1) * columns;
    const steps: Record<string, number> = {
      ...{ ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + columns, ArrowUp: at - columns },
      ...{ PageDown: at + page, PageUp: at - page, Home: 0, End: items.length - 1 },
    };
    const step = steps[event.key];
    const control = event.ctrlKey || event.metaKey;
    if (step !== undefined && !control && !event.altKey) {
      const leaves = /^Arrow(Up|Down)$/.test(event.key) && (step < 0 || step >= items.length); // the line ends the wall
      if (!leaves || Math.floor(at / columns) < rows - 1) go(leaves && step < 0 ? at : step, event.shiftKey);
    } else if (event.key === 'Tab' && !event.shiftKey) {
      const part = (event.target as Element).querySelector('button');
      if (!part) return;
      part.focus(); // its menu; from there on it goes out of the wall
    } else if (event.key === 'Enter' && !control) {
      if (selecting) toggle(item.id);
      else onOpen(item);
    } else if (event.key === ' ' && !control) {
      if (event.shiftKey) range(item.id);
      else toggle(item.id);
    } else if (event.key.toLowerCase() === 'a' && control) onSelect(new Set(items.map(({ id }) => id)));
    else if (event.key === 'Escape' && selected.size) onSelect(new Set());
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) onMenu(item, event.target as Element);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const shown: number[] = [];
  for (let index = from * columns; index < Math.min(to * columns, items.length); index += 1) shown.push(index);
  if (at >= 0 && !shown.includes(at)) shown.push(at); // what has focus, or had it last, is there whatever is in sight
  return (
    <>
      <div
        ref={frame}
        role="grid"
        data-wall
        aria-label={label}
        aria-multiselectable
        aria-rowcount={more ? -1 : items.length}
        className={css.wall}
        data-selecting={selecting || undefined}
        style={{ height: rows * height }}
        onClick={clicked}
        onKeyDown={pressed}
        onContextMenu={(event) => {
          const item = itemAt(event.target);
          if (!item) return;
          event.preventDefault();
          if (pointer.current !== 'touch') onMenu(item, cellOf(frame.current, item.id) ?? event.currentTarget);
        }}
        onFocus={({ target }) => {
          inside.current = true;
          const item = itemAt(target);
          if (item) setCurrent(item.id);
          onNear?.();
        }}
        onBlur={({ target }) => {
          if (target.isConnected) inside.current = false;
        }}
        onPointerOver={onNear}
        onDragStart={(event) => {
          const item = itemAt(event.target);
          if (item && ownPart(event.target)) return; // words out of a field
          if (item && carrier?.current && pointer.current !== 'touch') carrier.current.start(event, item.id);
          else event.preventDefault(); // a finger that rests selects
        }}
        onDrag={(event) => carrier?.current?.move(event)}
        onDragEnd={(event) => carrier?.current?.end(event)}
        onPointerDownCapture={(event) => {
          pointer.current = event.pointerType;
          held.down(event);
        }}
        onPointerUpCapture={held.up}
        onPointerCancelCapture={held.up}
        onPointerMoveCapture={held.move}
      >
        {shown.map((index) => {
          const item = items[index];
          return item ? (
            <Cell
              key={item.id}
              item={item}
              name={nameOf(item)}
              draw={children as (item: Thing) => ReactNode}
              index={index}
              x={(index % columns) * (width + props.space)}
              y={Math.floor(index / columns) * height}
              width={width}
              height={height - props.space}
              current={index === at}
              selected={selected.has(item.id)}
              draggable={carrier !== undefined}
            />
          ) : null;
        })}
      </div>
      {more?.loading ? (
        <p className={css.more} role="status">
          {moreLabel}
        </p>
      ) : null}
    </>
  );
}

/** A part of a card that has keys and presses of its own. */
function ownPart(target: EventTarget): boolean {
  return target instanceof Element && target.closest('button, input, a, textarea') !== null;
}

export function cellOf(frame: Element | null, id: string): HTMLElement | null {
  return frame?.querySelector<HTMLElement>(`[data-key="${CSS.escape(id)}"]`) ?? null;
}

interface CellProps {
  item: Thing;
  name: string;
  draw: (item: Thing) => ReactNode;
  index: number;
  x: number;
  y: number;
  width: number;
  height: number;
  current: boolean;
  selected: boolean;
  draggable: boolean;
}

const Cell = memo(function Cell({ item, name, draw, index, x, y, width, height, current, selected, draggable }: CellProps) {
  return (
    <div
      role="row"
      aria-label={name}
      aria-rowindex={index + 1}
      aria-selected={selected}
      tabIndex={current ? 0 : -1}
      data-key={item.id}
      data-current={current || undefined}
      draggable={draggable || undefined}
      className={css.cell}
      style={{ transform: `translate(${x}px, ${y}px)`, width, height }}
    >
      <div role="gridcell" aria-colindex={1} className={css.inner}>
        {draw(item)}
      </div>
    </div>
  );
});

interface Grid {
  columns: number;
  width: number;
  /** Of a line, with the space below it. */
  height: number;
  /** Lines that are mounted: from this one, up to but without that one. */
  from: number;
  to: number;
}

function useGrid(frame: RefObject<HTMLDivElement | null>, items: readonly Thing[], shape: Shape): Grid {
  const { least, space, ratio, foot } = shape;
  const [grid, setGrid] = useState<Grid>({ columns: 1, width: least, height: least * ratio + foot + space, from: 0, to: 0 });
  const edge = useRef<{ id: string; y: number }>(undefined); // what stands at the window's upper edge, and how far below it
  useLayoutEffect(() => {
    const measure = () => {
      const element = frame.current;
      if (!element) return;
      const box = element.getBoundingClientRect();
      const columns = Math.max(1, Math.floor((box.width + space) / (least + space)));
      const width = Math.floor((box.width - space * (columns - 1)) / columns);
      const height = Math.round(width * ratio) + foot + space;
      const over = innerHeight * OVER;
      const from = Math.max(0, Math.floor((-box.top - over) / height));
      const to = Math.max(from, Math.ceil((innerHeight - box.top + over) / height));
      if (columns === grid.columns && height === grid.height) {
        const line = Math.ceil(-box.top / height);
        const item = line > 0 ? items[line * columns] : undefined;
        edge.current = item && { id: item.id, y: line * height + box.top };
      }
      const next = { columns, width, height, from, to };
      setGrid((known) => (Object.entries(next).every(([name, value]) => known[name as keyof Grid] === value) ? known : next));
    };
    // what came or went above the window, or another width, must not move what is in it
    const before = edge.current;
    const index = before ? items.findIndex(({ id }) => id === before.id) : -1;
    if (before && index >= 0) {
      const y = Math.floor(index / grid.columns) * grid.height + (frame.current?.getBoundingClientRect().top ?? 0);
      if (Math.abs(y - before.y) > 1) scrollBy({ top: y - before.y, behavior: 'instant' });
    }
    measure();
    const observer = new ResizeObserver(measure);
    if (frame.current) observer.observe(frame.current);
    addEventListener('scroll', measure, { passive: true });
    addEventListener('resize', measure);
    return () => {
      observer.disconnect();
      removeEventListener('scroll', measure);
      removeEventListener('resize', measure);
    };
  }, [frame, items, least, space, ratio, foot, grid.columns, grid.height]);
  return grid;
}

/** A finger that rests on a thing selects it, and what it does when it leaves is nothing more. */
function useLongPress(act: (id: string) => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const happened = useRef(false);
  const from = useRef([0, 0]);
  const up = () => clearTimeout(timer.current);
  return {
    down: ({ pointerType, target, clientX, clientY }: PointerEvent) => {
      up();
      happened.current = false;
      from.current = [clientX, clientY];
      const id =
        pointerType === 'touch' && target instanceof Element ? target.closest('[data-key]')?.getAttribute('data-key') : null;
      if (!id) return;
      timer.current = setTimeout(() => {
        happened.current = true;
        act(id);
      }, LONG_MS);
    },
    up,
    move: ({ clientX, clientY }: PointerEvent) => {
      const [x = 0, y = 0] = from.current;
      if (Math.abs(clientX - x) + Math.abs(clientY - y) > 10) up();
    },
    /** Whether the press that ends was one. */
    done: () => {
      const was = happened.current;
      happened.current = false;
      return was;
    },
  };
}
