import { GripVertical } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { DropIndicator, GridList, GridListItem, useDragAndDrop } from 'react-aria-components';
import { useTexts } from '@/texts';
import { IconButton } from '@/ui/button';
import { moved } from './order';
import css from './prompts.module.css';
import type { Variant, VariantChanges } from './queries';
import { type Doing, VariantCard } from './variant';

interface VariantListProps {
  imageId: string;
  variants: readonly Variant[];
  primary: string | null;
  changes: VariantChanges;
  current: string | null;
  onCurrent: (id: string) => void;
  /** What is being done with which one, inside of its card. */
  doing: Doing | null;
  onDoing: (doing: Doing | null) => void;
  onCompare: (one: string, other: string) => void;
  onDelete: (variant: Variant) => void;
  onHistory: (variant: Variant) => void;
}

/** The variants in their order: by arrows from one to the next, by dragging (also with keys) into another order. */
export function VariantList({ variants, current, onCurrent, changes, ...rest }: VariantListProps) {
  const { prompts: texts } = useTexts();
  const ids = variants.map(({ id }) => id);
  const [dragged, setDragged] = useState(false);
  const { dragAndDropHooks } = useDragAndDrop({
    isDisabled: rest.doing !== null || variants.length < 2,
    getItems: (keys) => [...keys].map((key) => ({ 'text/plain': variants.find(({ id }) => id === key)?.prompt_text ?? '' })),
    onReorder: ({ keys, target }) =>
      changes.order.mutate(moved(ids, [...keys].map(String), String(target.key), target.dropPosition)),
    onDragStart: () => setDragged(true),
    onDragEnd: () => setDragged(false),
    renderDropIndicator: (target) => <DropIndicator target={target} className={css.drop ?? ''} />,
  });
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: whom somebody comes to is the variant that keys are for
    <div
      onFocus={({ target }) => {
        const row = target.closest('[role="row"]')?.getAttribute('data-key');
        if (row) onCurrent(row);
      }}
      onPointerDown={({ target }) => {
        const row = (target as Element).closest('[role="row"]')?.getAttribute('data-key');
        if (row) onCurrent(row);
      }}
    >
      <GridList
        aria-label={texts.panel.list}
        className={css.variants ?? ''}
        keyboardNavigationBehavior="tab"
        dragAndDropHooks={dragAndDropHooks}
      >
        {variants.map((variant, at) => (
          <GridListItem
            key={variant.id}
            id={variant.id}
            textValue={texts.variant.name(at + 1)}
            className={`${css.variant} ${variant.id === current ? css.current : ''} ${dragged ? css.still : ''}`}
          >
            <VariantCard
              {...rest}
              variant={variant}
              place={at + 1}
              others={variants}
              changes={changes}
              handle={variants.length > 1 ? <Handle label={texts.variant.move(at + 1)} /> : null}
            />
          </GridListItem>
        ))}
      </GridList>
    </div>
  );
}

function Handle({ label }: { label: string }): ReactNode {
  return <IconButton slot="drag" small label={label} icon={<GripVertical aria-hidden />} />;
}
