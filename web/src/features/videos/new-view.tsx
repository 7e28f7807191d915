import { useTexts } from '@/texts';
import { Room } from '@/ui/room';

export function NewVideoView() {
  const { videos } = useTexts();
  return <Room title={videos.title}>{null}</Room>;
}
