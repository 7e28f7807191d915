import { type RefObject, useCallback } from 'react';
import { useWide } from '@/platform/width';
import { useTexts } from '@/texts';
import { type Carrier, Wall } from '@/ui/wall';
import { PictureCard } from './picture-card';
import type { Picture } from './queries';
import type { WallActs } from './wall-acts';

const [NARROW, WIDE, HUGE] = [
  { least: 132, space: 10 },
  { least: 184, space: 16 },
  { least: 232, space: 20 },
];

interface PicturesWallProps {
  name: string;
  pictures: readonly Picture[];
  selected: ReadonlySet<string>;
  selecting: boolean;
  acts: WallActs;
  onSelect: (ids: ReadonlySet<string>) => void;
  onOpen: (picture: Picture) => void;
  carrier: RefObject<Carrier | null>;
  more: { load: () => void; loading: boolean } | null;
}

/** The wall of a collection. */
export function PicturesWall({ name, pictures, acts, ...rest }: PicturesWallProps) {
  const { images } = useTexts();
  const [roomy, huge] = [useWide(700), useWide(1800)];
  const draw = useCallback((picture: Picture) => <PictureCard picture={picture} acts={acts} />, [acts]);
  return (
    <Wall
      {...rest}
      {...(huge ? HUGE : roomy ? WIDE : NARROW)}
      ratio={0.75}
      foot={40}
      label={images.wall.label(name)}
      items={pictures}
      nameOf={(picture) => picture.title || images.untitled}
      onMenu={acts.menu}
      onNear={acts.near}
      moreLabel={images.wall.loadingMore}
    >
      {draw}
    </Wall>
  );
}
