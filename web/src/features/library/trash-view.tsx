import { useTexts } from '@/texts';
import { Room } from '@/ui/room';

export function TrashView() {
  const { library } = useTexts();
  return <Room title={library.title}>{null}</Room>;
}
