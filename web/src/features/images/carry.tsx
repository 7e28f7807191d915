import { FolderInput, FolderPlus } from 'lucide-react';
import { type ReactNode, type RefObject, useEffect, useEffectEvent, useImperativeHandle, useRef } from 'react';
import { DragPreview, type DragPreviewRenderer, useDrag } from 'react-aria/useDrag';
import { useDrop } from 'react-aria/useDrop';
import type { PressEvent } from 'react-aria-components';
import { useTexts } from '@/texts';
import type { Carrier } from '@/ui/wall';
import css from './carry.module.css';
import { type Picture, useCollections } from './queries';

const KIND = 'application/x-rushes-picture';

/** Pictures that a key takes up, and the card that has it. */
export interface Lifted {
  pictures: readonly Picture[];
  card: Element;
}

/** A collection, or null for one that is still to be made. */
type Place = { id: string; name: string } | null;

interface CarryProps {
  ref: RefObject<Carrier | null>;
  /** The collection that they are in. */
  from: string;
  /** Which go along where somebody drags this one. */
  along: (id: string) => readonly Picture[];
  lifted: Lifted | undefined;
  onLaid: (pictures: readonly Picture[], place: Place) => void;
}

/** Pictures are carried to another collection, with a pointer or by keys: its shelf comes as they are taken up. Loaded when somebody is near. */
export function Carry({ ref, from, along, lifted, onLaid }: CarryProps) {
  const { images } = useTexts();
  const { data } = useCollections();
  const taken = useRef<readonly Picture[]>([]);
  const place = useRef<Place>(undefined);
  const preview = useRef<DragPreviewRenderer>(null);
  const { dragProps, dragButtonProps, isDragging } = useDrag({
    hasDragButton: true,
    preview,
    getItems: () => taken.current.map(({ id }) => ({ [KIND]: id })),
    getAllowedDropOperations: () => ['move'],
    onDragStart: () => {
      place.current = undefined;
    },
    onDragEnd: () => {
      // only now: a card that goes before its drag has ended takes the end along
      if (place.current !== undefined) onLaid(taken.current, place.current);
    },
  });
  useImperativeHandle(ref, () => ({
    start: (event, id) => {
      taken.current = along(id);
      dragProps.onDragStart?.(event as never);
    },
    move: (event) => dragProps.onDrag?.(event as never),
    end: (event) => dragProps.onDragEnd?.(event as never),
  }));
  const lift = useEffectEvent(({ pictures, card }: Lifted) => {
    taken.current = pictures;
    dragButtonProps.onPress?.({ pointerType: 'keyboard', target: card } as PressEvent); // as a button for it would, on each card
  });
  useEffect(() => {
    if (lifted) lift(lifted);
  }, [lifted]);

  const lay = (where: Place) => () => {
    place.current = where;
  };
  return (
    <>
      <DragPreview ref={preview}>
        {(items) => (items.length > 1 ? <div className={css.many}>{images.pictures(items.length)}</div> : null)}
      </DragPreview>
      {isDragging ? (
        // biome-ignore lint/a11y/useSemanticElements: no fields
        <div role="group" className={css.shelf} aria-labelledby="carry">
          <p id="carry">{images.choose.title(taken.current.length)}</p>
          <div className={css.places}>
            {data
              ?.filter(({ id }) => id !== from)
              .map(({ id, name, image_count }) => (
                <Target key={id} icon={<FolderInput aria-hidden />} onLay={lay({ id, name })}>
                  <bdi>{name}</bdi>
                  <span className={css.facts}>{images.pictures(image_count)}</span>
                </Target>
              ))}
            <Target icon={<FolderPlus aria-hidden />} onLay={lay(null)}>
              {images.choose.new}
            </Target>
          </div>
        </div>
      ) : null}
    </>
  );
}

function Target({ icon, onLay, children }: { icon: ReactNode; onLay: () => void; children: ReactNode }) {
  const ref = useRef<HTMLButtonElement>(null);
  const { dropProps, isDropTarget } = useDrop({
    ref,
    getDropOperation: (types) => (types.has(KIND) ? 'move' : 'cancel'),
    onDrop: onLay,
  });
  return (
    <button type="button" ref={ref} {...dropProps} className={css.target} data-over={isDropTarget || undefined}>
      {icon}
      <span className={css.words}>{children}</span>
    </button>
  );
}
