import { GripVertical, X } from 'lucide-react';
import { DropIndicator, GridList, GridListItem, useDragAndDrop } from 'react-aria-components';
import { nameOf } from '@/features/videos/states';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { IconButton } from '@/ui/button';
import { Still } from './choose';
import type { Piece } from './draft';
import css from './films.module.css';

interface TimelineProps {
  pieces: readonly Piece[];
  current: string | undefined;
  onSelect: (key: string) => void;
  onRemove: (key: string) => void;
  onMove: (keys: readonly string[], target: string, where: string) => void;
}

/** The videos of a film in their order; the one that is chosen stands above, to be cut. */
export function Timeline({ pieces, current, onSelect, onRemove, onMove }: TimelineProps) {
  const { films } = useTexts();
  const texts = films.maker;
  const { span } = useFormats();
  const { dragAndDropHooks } = useDragAndDrop({
    isDisabled: pieces.length < 2,
    getItems: (keys) => [...keys].map((key) => ({ 'text/plain': String(key) })),
    onReorder: ({ keys, target }) => onMove([...keys].map(String), String(target.key), target.dropPosition),
    renderDropIndicator: (target) => <DropIndicator target={target} className={css.drop ?? ''} />,
  });
  return (
    <GridList
      aria-label={texts.timeline}
      layout="grid"
      className={css.timeline ?? ''}
      items={pieces.map((piece, at) => ({ id: piece.key, piece, at }))}
      selectionMode="single"
      selectedKeys={current ? [current] : []}
      disallowEmptySelection
      onSelectionChange={(keys) => {
        const [key] = keys === 'all' ? [] : [...keys];
        if (key) onSelect(String(key));
      }}
      dragAndDropHooks={dragAndDropHooks}
      dependencies={[texts, pieces.length]}
    >
      {({ id, piece, at }) => (
        <GridListItem
          id={id}
          textValue={`${texts.select(at + 1)}: ${piece.name ?? nameOf(piece.video)}`}
          className={css.piece ?? ''}
        >
          <Still video={piece.video} />
          <span className={css.under}>
            <IconButton slot="drag" small label={texts.move(at + 1)} icon={<GripVertical aria-hidden />} />
            <span className={css.kept}>
              {at + 1} · {span(Math.round((piece.end - piece.start) * 10) / 10)}
            </span>
            <IconButton small label={texts.remove(at + 1)} icon={<X aria-hidden />} onPress={() => onRemove(piece.key)} />
          </span>
          {at < pieces.length - 1 ? (
            <span className={css.into}>{piece.crossfade ? `${texts.crossfade} ${span(piece.crossfade)}` : texts.cut}</span>
          ) : (
            <span className={css.into}> </span>
          )}
        </GridListItem>
      )}
    </GridList>
  );
}
