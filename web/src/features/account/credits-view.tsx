import { useTexts } from '@/texts';
import { Room } from '@/ui/room';

export function CreditsView() {
  const { account } = useTexts();
  return <Room title={account.title}>{null}</Room>;
}
