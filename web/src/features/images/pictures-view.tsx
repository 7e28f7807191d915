import { useTexts } from '@/texts';
import { Room } from '@/ui/room';

export function PicturesView() {
  const { images } = useTexts();
  return <Room title={images.title}>{null}</Room>;
}
