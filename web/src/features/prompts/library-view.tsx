import { useTexts } from '@/texts';
import { Room } from '@/ui/room';

export function PromptLibraryView() {
  const { prompts } = useTexts();
  return <Room title={prompts.title}>{null}</Room>;
}
