import { Star, Tag, Trash2, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTexts } from '@/texts';
import { Button, IconButton } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { TextInput } from '@/ui/field';
import css from './videos.module.css';

interface BulkProps {
  count: number;
  onFavourite: () => void;
  onTag: (tags: string[]) => void;
  onDelete: () => void;
  onAll: () => void;
  onNone: () => void;
}

/** What can be done with all that are selected. */
export function Bulk({ count, onFavourite, onTag, onDelete, onAll, onNone }: BulkProps) {
  const { videos, common } = useTexts();
  const [tagging, setTagging] = useState(false);
  return (
    <section className={css.bulk} aria-label={videos.bulk.label}>
      <strong aria-live="polite">{common.selected(count)}</strong>
      <Button small look="quiet" onPress={onAll}>
        {common.selectAll}
      </Button>
      <Button small icon={<Star aria-hidden />} onPress={onFavourite}>
        {videos.favourite}
      </Button>
      <Button small icon={<Tag aria-hidden />} onPress={() => setTagging(true)}>
        {videos.bulk.tag}
      </Button>
      <Button small icon={<Trash2 aria-hidden />} onPress={onDelete}>
        {common.delete}
      </Button>
      <IconButton small label={videos.bulk.none} icon={<X aria-hidden />} onPress={onNone} />
      <Tagging count={count} isOpen={tagging} onClose={() => setTagging(false)} onTag={onTag} />
    </section>
  );
}

function Tagging({
  count,
  isOpen,
  onClose,
  onTag,
}: {
  count: number;
  isOpen: boolean;
  onClose: () => void;
  onTag: (tags: string[]) => void;
}) {
  const { videos } = useTexts();
  const [text, setText] = useState('');
  const tags = text
    .split(',')
    .map((tag) => tag.trim())
    .filter(Boolean);
  const add = (event: FormEvent) => {
    event.preventDefault();
    if (!tags.length) return;
    onTag(tags);
    setText('');
    onClose();
  };
  return (
    <Dialog
      title={videos.bulk.tagTitle(count)}
      isOpen={isOpen}
      onClose={onClose}
      actions={
        <Button look="main" type="submit" form="tagging" isDisabled={!tags.length}>
          {videos.tags.add}
        </Button>
      }
    >
      <form id="tagging" onSubmit={add}>
        <TextInput
          label={videos.tags.label}
          hint={videos.bulk.tagHint}
          value={text}
          onChange={setText}
          maxLength={200}
          autoFocus
        />
      </form>
    </Dialog>
  );
}
