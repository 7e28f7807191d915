import { useTexts } from '@/texts';
import { Room } from '@/ui/room';

export function BatchView() {
  const { videos } = useTexts();
  return <Room title={videos.title}>{null}</Room>;
}
