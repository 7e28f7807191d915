import { useTexts } from '@/texts';
import { Room } from '@/ui/room';

export function VideosView() {
  const { videos } = useTexts();
  return <Room title={videos.title}>{null}</Room>;
}
