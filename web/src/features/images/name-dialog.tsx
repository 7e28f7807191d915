import { type FormEvent, useId, useState } from 'react';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { TextInput } from '@/ui/field';

export const LONGEST_NAME = 100;

interface NameDialogProps {
  title: string;
  action: string;
  name?: string;
  onName: (name: string) => void;
  onClose: () => void;
}

/** A collection's name. */
export function NameDialog({ title, action, name: before = '', onName, onClose }: NameDialogProps) {
  const { common, images } = useTexts();
  const form = useId();
  const [name, setName] = useState(before);
  const named = (event: FormEvent) => {
    event.preventDefault();
    const given = name.trim();
    if (!given) return;
    onClose();
    if (given !== before) onName(given);
  };
  const actions = (
    <>
      <Button onPress={onClose}>{common.cancel}</Button>
      <Button look="main" type="submit" form={form} isDisabled={!name.trim()}>
        {action}
      </Button>
    </>
  );
  return (
    <Dialog title={title} isOpen onClose={onClose} actions={actions}>
      <form id={form} onSubmit={named}>
        <TextInput label={images.collections.name} value={name} onChange={setName} maxLength={LONGEST_NAME} autoFocus />
      </form>
    </Dialog>
  );
}
