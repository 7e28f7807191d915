import { SearchX } from 'lucide-react';
import { useTexts } from '@/texts';
import { ButtonLink } from '@/ui/button';
import { Empty } from '@/ui/notes';

export function NotFound() {
  const { common } = useTexts();
  return (
    <Empty icon={<SearchX />} title={common.notFound} action={<ButtonLink href="/studio/pictures">{common.toStart}</ButtonLink>}>
      {common.notFoundHint}
    </Empty>
  );
}
