import { useTexts } from '@/texts';
import { Confirm } from '@/ui/dialog';

interface StatementProps {
  isOpen: boolean;
  onClose: () => void;
  onStated: () => void;
}

/** Where an operator wants it: that whoever is seen in the pictures agreed. */
export function Statement({ isOpen, onClose, onStated }: StatementProps) {
  const { upload } = useTexts().images;
  return (
    <Confirm
      title={upload.likenessTitle}
      text={upload.likenessText}
      action={upload.likenessAction}
      isOpen={isOpen}
      onClose={onClose}
      onConfirm={() => {
        onStated();
        return undefined;
      }}
    />
  );
}
