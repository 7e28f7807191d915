import { useTexts } from '@/texts';
import { Room } from '@/ui/room';

export function CollectionsView() {
  const { images } = useTexts();
  return <Room title={images.title}>{null}</Room>;
}
