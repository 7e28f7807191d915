import { useTexts } from '@/texts';
import { Room } from '@/ui/room';

export function KeysView() {
  const { keys } = useTexts();
  return <Room title={keys.title}>{null}</Room>;
}
