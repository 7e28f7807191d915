import { type FormEvent, useId, useState } from 'react';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { ErrorNote } from '@/ui/error-note';
import { TextInput } from '@/ui/field';
import { Skeleton } from '@/ui/notes';
import { Select } from '@/ui/select';
import { LONGEST_NAME } from './name-dialog';
import { useCollections } from './queries';

const NEW = 'new';

/** One that is there, or the name of one that is to be made. */
export type Chosen = { id: string; name: string } | { name: string };

interface ChooseProps {
  /** How many pictures it is for. */
  count: number;
  action: string;
  /** Where they are, which is no choice. */
  from?: string;
  /** A new one is what they want. */
  fresh?: boolean | undefined;
  onChoose: (chosen: Chosen) => void;
  onClose: () => void;
}

export function ChooseCollection({ count, action, from, fresh = false, onChoose, onClose }: ChooseProps) {
  const { common, images } = useTexts();
  const form = useId();
  const { data, error, refetch } = useCollections();
  const [picked, setPicked] = useState<string | undefined>(fresh ? NEW : undefined);
  const [name, setName] = useState('');
  const others = data?.filter(({ id }) => id !== from) ?? [];
  const value = picked ?? others[0]?.id ?? NEW;
  const choose = (event: FormEvent) => {
    event.preventDefault();
    const chosen = value === NEW ? name.trim() && { name: name.trim() } : others.find(({ id }) => id === value);
    if (!chosen) return;
    onClose();
    onChoose(chosen);
  };
  const actions = (
    <>
      <Button onPress={onClose}>{common.cancel}</Button>
      <Button look="main" type="submit" form={form} isDisabled={!data || (value === NEW && !name.trim())}>
        {action}
      </Button>
    </>
  );
  return (
    <Dialog title={images.choose.title(count)} isOpen onClose={onClose} actions={actions}>
      {error ? <ErrorNote error={error} onRetry={() => refetch()} /> : null}
      {data ? (
        <form id={form} onSubmit={choose}>
          <Select
            label={images.choose.label}
            value={value}
            onChange={setPicked}
            choices={[
              ...others.map((each) => ({ id: each.id, name: each.name, hint: images.pictures(each.image_count) })),
              { id: NEW, name: images.choose.new },
            ]}
          />
          {value === NEW ? (
            <TextInput label={images.collections.name} value={name} onChange={setName} maxLength={LONGEST_NAME} autoFocus />
          ) : null}
        </form>
      ) : error ? null : (
        <Skeleton count={2} />
      )}
    </Dialog>
  );
}
