import { EllipsisVertical, Sparkles, TriangleAlert } from 'lucide-react';
import { type KeyboardEvent, memo, useState } from 'react';
import { useStore } from '@/platform/store';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Progress } from '@/ui/notes';
import css from './picture-card.module.css';
import type { Picture } from './queries';
import { useThumbnail } from './thumbnails';
import { uploads } from './uploads';
import type { WallActs } from './wall-acts';

const LONGEST_TITLE = 200;

/** A picture in its wall. Nothing of it is drawn anew but by what is its own. */
export const PictureCard = memo(function PictureCard({ picture, acts }: { picture: Picture; acts: WallActs }) {
  const { images } = useTexts();
  const title = picture.title || images.untitled;
  return (
    <div className={css.card}>
      <span className={css.face} style={picture.colour ? { backgroundColor: picture.colour } : {}} data-status={picture.status}>
        {picture.status === 'ready' ? <Face id={picture.id} /> : null}
        {picture.status === 'uploading' ? <OnItsWay id={picture.id} /> : null}
        {picture.status === 'rejected' ? (
          <span className={css.rejected}>
            <TriangleAlert aria-hidden />
            <strong>{images.wall.rejected}</strong>
            <span>{picture.error?.message}</span>
          </span>
        ) : null}
        <span className={css.check} aria-hidden="true" />
        {picture.prompt_count ? (
          <span className={css.badge}>
            <Sparkles aria-hidden />
            <span aria-hidden="true">{picture.prompt_count}</span>
            <span className={css.unseen}>{images.wall.prompts(picture.prompt_count)}</span>
          </span>
        ) : null}
      </span>
      <span className={css.foot}>
        <Title picture={picture} acts={acts} />
        <button
          type="button"
          className={css.menu}
          aria-label={images.wall.menu(title)}
          aria-haspopup="menu"
          tabIndex={-1}
          onClick={({ currentTarget }) => acts.menu(picture, currentTarget)}
        >
          <EllipsisVertical aria-hidden />
        </button>
      </span>
    </div>
  );
});

function Face({ id }: { id: string }) {
  const { address, renew } = useThumbnail(id);
  const [there, setThere] = useState(false);
  if (!address) return null;
  return (
    <img
      src={address}
      alt=""
      decoding="async"
      crossOrigin="anonymous"
      draggable={false}
      data-there={there || undefined}
      onLoad={() => setThere(true)}
      onError={renew}
    />
  );
}

function OnItsWay({ id }: { id: string }) {
  const { images } = useTexts();
  const { percent } = useFormats();
  const upload = useStore(uploads.all).find((each) => each.image === id);
  const words = images.upload.state;
  const said = !upload
    ? images.wall.waits
    : upload.state === 'sending'
      ? words.sending(percent(upload.sent))
      : upload.state === 'waiting'
        ? words[upload.for ?? 'connection']
        : words[upload.state];
  return (
    <span className={css.coming}>
      {upload ? <Progress label={said} value={upload.state === 'checking' ? undefined : upload.sent} /> : null}
      <span>{said}</span>
    </span>
  );
}

function Title({ picture, acts }: { picture: Picture; acts: WallActs }) {
  const { images } = useTexts();
  const editing = useStore(acts.editing) === picture.id;
  if (editing) return <Editing picture={picture} acts={acts} />;
  return (
    <span className={css.title}>
      {picture.title ? <bdi>{picture.title}</bdi> : <span className={css.untitled}>{images.untitled}</span>}
    </span>
  );
}

function Editing({ picture, acts }: { picture: Picture; acts: WallActs }) {
  const { images } = useTexts();
  const [title, setTitle] = useState(picture.title);
  const end = (save: boolean) => {
    acts.editing.set(null);
    if (save && title.trim() !== picture.title) acts.rename(picture, title.trim());
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    end(event.key === 'Enter');
    acts.focus(picture.id);
  };
  return (
    <input
      className={css.editing}
      aria-label={images.wall.titleLabel}
      value={title}
      maxLength={LONGEST_TITLE}
      dir="auto"
      // biome-ignore lint/a11y/noAutofocus: it stands there because somebody asked to edit it
      autoFocus
      onFocus={({ target }) => target.select()}
      onChange={({ target }) => setTitle(target.value)}
      onKeyDown={pressed}
      onBlur={() => end(true)}
    />
  );
}
