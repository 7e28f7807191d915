import { useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight, Download, Sparkles, X } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { keys } from '@/platform/queries';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { IconButton } from '@/ui/button';
import { ErrorNote } from '@/ui/error-note';
import css from './lightbox.module.css';
import type { Picture } from './queries';
import { useThumbnail } from './thumbnails';

const FRESH_MS = 40 * 60_000; // of an hour's address, three quarters are certain

interface LightboxProps {
  /** The ones that arrows go through. */
  pictures: readonly Picture[];
  picture: Picture;
  onShow: (id: string) => void;
  onSave: (picture: Picture) => void;
  onWrite: (id: string) => void;
  onClose: () => void;
}

/** A picture as large as the window; arrows go on. */
export function Lightbox({ pictures, picture, onShow, onSave, onWrite, onClose }: LightboxProps) {
  const { images, common } = useTexts();
  const { id } = picture;
  const ready = pictures.filter(({ status }) => status === 'ready');
  const at = ready.findIndex((each) => each.id === id);
  const [previous, next] = [ready[at - 1], at < 0 ? undefined : ready[at + 1]];
  const { data, error, refetch } = usePicture(id);
  usePicture(next?.id);
  usePicture(previous?.id);
  const small = useThumbnail(id);
  const [there, setThere] = useState<string>();
  const go = useEffectEvent((key: string) => {
    const forward = (key === 'ArrowRight') === (document.documentElement.dir !== 'rtl');
    const other = forward ? next : previous;
    if (other) onShow(other.id);
  });
  useEffect(() => {
    const pressed = ({ key }: KeyboardEvent) => /^Arrow(Left|Right)$/.test(key) && go(key);
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
  const name = picture.title || images.untitled;
  const place = common.of(at + 1, ready.length);
  return (
    <ModalOverlay className={css.overlay} isOpen onOpenChange={(open) => open || onClose()} isDismissable>
      <Modal className={css.modal}>
        <Dialog className={css.dialog}>
          <header className={css.head}>
            <Heading slot="title" className={css.title}>
              <bdi>{name}</bdi>
              {at < 0 ? null : <span className={css.facts}>{place}</span>}
            </Heading>
            <IconButton label={images.wall.write} icon={<Sparkles aria-hidden />} onPress={() => onWrite(id)} />
            <IconButton label={images.wall.download} icon={<Download aria-hidden />} onPress={() => onSave(picture)} />
            <IconButton label={common.close} icon={<X aria-hidden />} onPress={onClose} />
          </header>
          <div className={css.stage}>
            {error ? <ErrorNote error={error} onRetry={() => refetch()} /> : null}
            {small.address && !error && there !== id ? (
              <img key={`${id} small`} className={css.small} src={small.address} alt="" crossOrigin="anonymous" />
            ) : null}
            {data ? <img key={id} src={data.picture} alt={name} crossOrigin="anonymous" onLoad={() => setThere(id)} /> : null}
            <div className={css.sides}>
              <IconButton
                look="plain"
                label={images.lightbox.previous}
                icon={<ChevronLeft aria-hidden />}
                isDisabled={!previous}
                onPress={() => previous && onShow(previous.id)}
              />
              <IconButton
                look="plain"
                label={images.lightbox.next}
                icon={<ChevronRight aria-hidden />}
                isDisabled={!next}
                onPress={() => next && onShow(next.id)}
              />
            </div>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function usePicture(id: string | undefined) {
  const rushes = useRushes();
  return useQuery({
    queryKey: keys.imageLinks(id ?? ''),
    enabled: id !== undefined,
    queryFn: ({ signal }) => rushes.images.links(id ?? '', {}, { signal }),
    staleTime: FRESH_MS,
  });
}
