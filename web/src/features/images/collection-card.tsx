import { Link } from '@tanstack/react-router';
import { EllipsisVertical, Images } from 'lucide-react';
import type { Collection } from 'rushes';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { IconButton } from '@/ui/button';
import css from './collections.module.css';
import { type Picture, useOlderCover } from './queries';
import { useThumbnail } from './thumbnails';

const SHOWN = 4;

interface CardProps {
  collection: Collection;
  /** Its pictures among the newest of all. */
  cover: readonly Picture[] | undefined;
  /** Whether it may have others, that are older. */
  older: boolean;
  onMenu: (at: Element) => void;
}

export function CollectionCard({ collection, cover, older, onMenu }: CardProps) {
  const { images: texts } = useTexts();
  const { date } = useFormats();
  const { id, name, image_count: count, created_at } = collection;
  const asked = useOlderCover(id, older && !cover && count > 0);
  const shown = (cover ?? asked.data ?? []).slice(0, SHOWN);
  return (
    <li className={css.collection}>
      <Link to="/studio/pictures/$collectionId" params={{ collectionId: id }} className={css.way ?? ''} preload="intent">
        <span className={css.cover} data-count={shown.length} aria-hidden="true">
          {shown.length ? shown.map((each) => <Part key={each.id} picture={each} />) : <Images />}
        </span>
        <bdi className={css.name}>{name}</bdi>
        <span className={css.facts}>
          {texts.pictures(count)} · <time dateTime={created_at}>{texts.collections.since(date(created_at))}</time>
        </span>
      </Link>
      <IconButton
        label={texts.collections.menu(name)}
        aria-haspopup="menu"
        icon={<EllipsisVertical aria-hidden />}
        onPress={({ target }) => onMenu(target)}
      />
    </li>
  );
}

function Part({ picture }: { picture: Picture }) {
  const { address, renew } = useThumbnail(picture.id);
  return (
    <span className={css.part} style={picture.colour ? { backgroundColor: picture.colour } : {}}>
      {address ? <img src={address} alt="" decoding="async" loading="lazy" crossOrigin="anonymous" onError={renew} /> : null}
    </span>
  );
}
