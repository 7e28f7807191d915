import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTexts } from '@/texts';
import { Room } from '@/ui/room';

const PromptPanel = lazy(async () => ({ default: (await import('./panel')).PromptPanel }));

export function PromptLibraryView() {
  const { prompts } = useTexts();
  const { picture } = useSearch({ from: '/studio/prompts' });
  const navigate = useNavigate({ from: '/studio/prompts' });
  const close = () => void navigate({ search: ({ picture: _, compare: __, ...rest }) => rest });
  return (
    <Room
      title={prompts.title}
      beside={<Suspense>{picture ? <PromptPanel imageId={picture} onClose={close} /> : null}</Suspense>}
    >
      {null}
    </Room>
  );
}
