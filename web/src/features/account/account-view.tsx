import { useTexts } from '@/texts';
import { Room } from '@/ui/room';

export function AccountView() {
  const { account } = useTexts();
  return <Room title={account.title}>{null}</Room>;
}
