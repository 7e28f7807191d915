import { Check, ImageOff, Images } from 'lucide-react';
import { useEffect, useState } from 'react';
import { GridList, GridListItem } from 'react-aria-components';
import { useTexts } from '@/texts';
import { Button, ButtonLink } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { ErrorNote } from '@/ui/error-note';
import { Empty, Skeleton } from '@/ui/notes';
import { SearchInput } from '@/ui/search-input';
import { Select } from '@/ui/select';
import css from './making.module.css';
import { useCollections, usePictures } from './pictures';

interface PicturePickerProps {
  title: string;
  isOpen: boolean;
  chosen: readonly string[];
  most: number;
  onClose: () => void;
  onTake: (ids: string[]) => void;
}

const ALL = 'all';
/** In German, titles are found without their dots, too. */
const folded = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** The wall of one's pictures, to choose from: by collection or by title, with the pointer, by touch or with arrows and space. */
export function PicturePicker(props: PicturePickerProps) {
  const { making } = useTexts();
  const [picked, setPicked] = useState<readonly string[]>(props.chosen);
  const [was, setWas] = useState(false);
  if (props.isOpen !== was) {
    setWas(props.isOpen);
    if (props.isOpen) setPicked(props.chosen); // what was not taken is forgotten
  }
  return (
    <Dialog
      title={props.title}
      isOpen={props.isOpen}
      onClose={props.onClose}
      wide
      actions={
        <Button look="main" onPress={() => props.onTake([...picked])}>
          {making.pictures.take(picked.length)}
        </Button>
      }
    >
      <Wall picked={picked} most={props.most} onPick={setPicked} />
    </Dialog>
  );
}

function Wall({ picked, most, onPick }: { picked: readonly string[]; most: number; onPick: (ids: readonly string[]) => void }) {
  const { common, making } = useTexts();
  const { pictures: words } = making;
  const [collection, setCollection] = useState(ALL);
  const [sought, setSought] = useState('');
  const collections = useCollections();
  const found = usePictures(collection === ALL ? null : collection);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  const all = found.data?.pages.flatMap(({ pictures }) => pictures) ?? [];
  const shown = sought.trim() ? all.filter(({ title }) => folded(title).includes(folded(sought.trim()))) : all;
  useEffect(() => {
    if (sought.trim() && hasNextPage && !isFetchingNextPage) void fetchNextPage(); // titles are sought in all of them
  }, [sought, hasNextPage, isFetchingNextPage, fetchNextPage]);
  const choices = [
    { id: ALL, name: words.all },
    ...(collections.data ?? []).map(({ id, name, image_count }) => ({ id, name, hint: String(image_count) })),
  ];
  const full = most > 1 && picked.length >= most;
  return (
    <>
      <div className={css.seek}>
        <Select label={words.collection} hiddenLabel choices={choices} value={collection} onChange={setCollection} />
        <SearchInput label={words.search} value={sought} onChange={setSought} clear={common.clear} />
      </div>
      <p className={css.hint}>
        {words.most(most)} {picked.length ? common.selected(picked.length) : ''}
      </p>
      {found.error ? <ErrorNote error={found.error} onRetry={() => found.refetch()} /> : null}
      {found.isPending ? <Skeleton shape="picture" count={8} /> : null}
      {found.data && !shown.length && !isFetchingNextPage ? (
        sought.trim() ? (
          <p>{words.nothingFound}</p>
        ) : (
          <Empty
            icon={<Images />}
            title={words.none}
            action={<ButtonLink href="/studio/pictures">{words.toPictures}</ButtonLink>}
          >
            {words.noneHint}
          </Empty>
        )
      ) : null}
      {shown.length ? (
        <GridList
          aria-label={making.sections.pictures}
          layout="grid"
          className={css.wall ?? ''}
          items={shown}
          selectionMode={most > 1 ? 'multiple' : 'single'}
          selectionBehavior="toggle"
          selectedKeys={picked}
          disabledKeys={full ? shown.filter(({ id }) => !picked.includes(id)).map(({ id }) => id) : []}
          onSelectionChange={(keys) => {
            if (keys === 'all') return onPick([...new Set([...picked, ...shown.map(({ id }) => id)])].slice(0, most));
            const now = [...keys].map(String);
            const before = picked.filter((id) => now.includes(id)); // in the order in which they were picked
            onPick([...before, ...now.filter((id) => !before.includes(id))].slice(0, most));
          }}
        >
          {({ id, title, colour, address }) => (
            <GridListItem id={id} textValue={title || words.unnamed} className={css.tile ?? ''}>
              <span className={css.tilePicture} style={colour ? { backgroundColor: colour } : {}}>
                {address ? <img src={address} alt="" loading="lazy" crossOrigin="anonymous" /> : <ImageOff aria-hidden />}
                <Check aria-hidden className={css.tileMark} size={18} />
              </span>
              <bdi className={css.tileName}>{title || words.unnamed}</bdi>
            </GridListItem>
          )}
        </GridList>
      ) : null}
      {hasNextPage ? (
        <Button onPress={() => fetchNextPage()} isPending={isFetchingNextPage}>
          {common.loadMore}
        </Button>
      ) : null}
    </>
  );
}
