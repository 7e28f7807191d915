import { SearchX } from 'lucide-react';
import { useEffect } from 'react';
import { useTexts } from '@/texts';
import { ButtonLink } from '@/ui/button';
import { Empty } from '@/ui/notes';

export function NotFound() {
  const { common } = useTexts();
  useEffect(() => {
    document.title = `${common.notFound} · Rushes`;
  }, [common]);
  return (
    <Empty
      whole
      icon={<SearchX />}
      title={common.notFound}
      action={<ButtonLink href="/studio/pictures">{common.toStart}</ButtonLink>}
    >
      {common.notFoundHint}
    </Empty>
  );
}
