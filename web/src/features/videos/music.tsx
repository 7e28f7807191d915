import { Music as MusicIcon, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { useRushes } from '@/platform/service';
import { useTexts } from '@/texts';
import { Button, IconButton } from '@/ui/button';
import { Progress } from '@/ui/notes';
import { tellError } from '@/ui/toasts';
import css from './editor.module.css';

const MUSIC = ['audio/mpeg', 'audio/mp4', 'audio/x-m4a', 'audio/wav', 'audio/x-wav', 'audio/wave'];
const MOST_BYTES = 20 * 1024 * 1024;

interface MusicProps<M extends Music> {
  music: M | null;
  /** What was uploaded; null takes it away. */
  onTake: (music: { id: string; name: string } | null) => void;
  /** What can be set of it. */
  children: ReactNode;
}

export interface Music {
  id: string;
  name: string;
}

/** A track of one's own under what is seen. */
export function OwnMusic<M extends Music>({ music, onTake, children }: MusicProps<M>) {
  const { videos, common } = useTexts();
  const texts = videos.editor;
  const rushes = useRushes();
  const [part, setPart] = useState<number | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const upload = async (file: File | undefined) => {
    if (!file) return;
    if (!MUSIC.includes(file.type)) return setWrong(texts.musicType);
    if (file.size > MOST_BYTES) return setWrong(texts.musicSize);
    setWrong(null);
    setPart(0);
    const contentType = /wav/.test(file.type) ? 'audio/wav' : /mpeg/.test(file.type) ? 'audio/mpeg' : 'audio/mp4';
    try {
      const onProgress = ({ sent, total }: { sent: number; total: number }) => setPart(total ? sent / total : 0);
      const id = await rushes.films.uploadMusic(file, { contentType, onProgress });
      onTake({ id, name: file.name });
    } catch (error) {
      tellError(error, texts.musicFailed);
    } finally {
      setPart(null);
    }
  };
  if (!music) {
    return (
      <div className={css.group}>
        <FileTrigger acceptedFileTypes={MUSIC} onSelect={(files) => void upload(files?.[0])}>
          <Button icon={<MusicIcon aria-hidden />} isPending={part !== null}>
            {texts.ownSound}
          </Button>
        </FileTrigger>
        {part === null ? null : <Progress label={texts.uploading} value={part} />}
        {wrong ? (
          <p className={css.wrong} role="alert">
            {wrong}
          </p>
        ) : null}
        <p className={css.hint}>{texts.musicHint}</p>
      </div>
    );
  }
  return (
    <div className={css.group}>
      <p className={css.named}>
        <MusicIcon aria-hidden size={16} />
        <bdi>{music.name}</bdi>
        <IconButton small label={common.delete} icon={<X aria-hidden />} onPress={() => onTake(null)} />
      </p>
      {children}
    </div>
  );
}
