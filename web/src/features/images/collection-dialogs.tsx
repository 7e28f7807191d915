import { Pencil, Trash2 } from 'lucide-react';
import type { Dispatch, RefObject, SetStateAction } from 'react';
import type { Collection } from 'rushes';
import { useTexts } from '@/texts';
import { Confirm } from '@/ui/dialog';
import { MenuAt } from '@/ui/menu';
import { tellError } from '@/ui/toasts';
import { ChooseCollection, type Chosen } from './choose-collection';
import { useCollectionChanges } from './collection-changes';
import { NameDialog } from './name-dialog';
import { useNewCollection } from './new-collection';

/** What is open about collections. */
export type Opened =
  | { what: 'menu'; collection: Collection; at: RefObject<Element> }
  | { what: 'new' }
  | { what: 'rename' | 'delete'; collection: Collection }
  | { what: 'upload'; files: File[] };

interface DialogsProps {
  opened: Opened;
  open: Dispatch<SetStateAction<Opened | undefined>>;
  onUpload?: (files: File[], chosen: Chosen) => void;
  /** How many pictures go with it, where that is known better than by its document. */
  count?: number;
  onDeleted?: () => void;
}

/** What opens about collections: loaded for the first of it. */
export function CollectionDialogs({ opened, open, onUpload, count, onDeleted }: DialogsProps) {
  const { images, common } = useTexts();
  const changes = useCollectionChanges();
  const { make } = useNewCollection();
  const words = images.collections;
  const close = () => open(undefined);
  const remove = async (collection: Collection) => {
    if (await changes.remove(collection)) onDeleted?.();
  };
  switch (opened.what) {
    case 'menu': {
      const { collection, at } = opened;
      const deletes = () => {
        if (count ?? collection.image_count) open({ what: 'delete', collection });
        else void remove(collection);
      };
      return (
        <MenuAt
          label={words.menu(collection.name)}
          at={at}
          onClose={() => open((now) => (now?.what === 'menu' ? undefined : now))} // what it led to may be open by now
          actions={[
            { id: 'rename', name: words.rename, icon: <Pencil />, act: () => open({ what: 'rename', collection }) },
            { id: 'delete', name: common.delete, icon: <Trash2 />, act: deletes, dangerous: true },
          ]}
        />
      );
    }
    case 'new': {
      const named = (name: string) => void make(name).catch((error) => tellError(error, common.error.unexpected));
      return <NameDialog title={words.new} action={words.create} onName={named} onClose={close} />;
    }
    case 'rename': {
      const { id, name: before } = opened.collection;
      const rename = (name: string) => changes.rename({ id, name });
      return <NameDialog title={words.rename} action={common.save} name={before} onName={rename} onClose={close} />;
    }
    case 'delete':
      return (
        <Confirm
          title={words.deleteTitle(opened.collection.name)}
          text={words.deleteText(count ?? opened.collection.image_count)}
          action={common.delete}
          isOpen
          onClose={close}
          onConfirm={() => remove(opened.collection)}
        />
      );
    case 'upload':
      return (
        <ChooseCollection
          count={opened.files.length}
          action={images.choose.upload}
          onChoose={(chosen) => onUpload?.(opened.files, chosen)}
          onClose={close}
        />
      );
  }
}
