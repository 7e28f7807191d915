import { useNavigate } from '@tanstack/react-router';
import { ImageUp, Share2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTexts } from '@/texts';
import { Button, ButtonLink } from '@/ui/button';
import { Empty, Skeleton } from '@/ui/notes';
import { Room } from '@/ui/room';
import { tellError } from '@/ui/toasts';
import { ChooseCollection, type Chosen } from '../images/choose-collection';
import { useNewCollection } from '../images/new-collection';
import { useUploads } from '../images/uploads';
import css from './install.module.css';
import { forgetReceived, received } from './received';

/** Pictures that came from another app, until it is said where they belong. */
export function ReceivedView() {
  const { settings, common } = useTexts();
  const { received: texts } = settings;
  const navigate = useNavigate();
  const uploads = useUploads();
  const { made } = useNewCollection();
  const [files, setFiles] = useState<File[]>();
  const [choosing, setChoosing] = useState(false);
  useEffect(() => {
    received().then(setFiles, () => setFiles([]));
  }, []);
  const into = async (chosen: Chosen) => {
    try {
      const { id } = await made(chosen);
      uploads.add(files ?? [], id);
      await forgetReceived();
      await navigate({ to: '/studio/pictures/$collectionId', params: { collectionId: id }, replace: true });
    } catch (error) {
      tellError(error, common.error.unexpected);
    }
  };
  const leave = async () => {
    await forgetReceived();
    await navigate({ to: '/studio/pictures', replace: true });
  };
  return (
    <Room
      title={texts.title}
      actions={
        files?.length ? (
          <>
            <Button onPress={leave}>{texts.drop}</Button>
            <Button look="main" icon={<ImageUp aria-hidden />} onPress={() => setChoosing(true)}>
              {texts.upload}
            </Button>
          </>
        ) : null
      }
    >
      {files === undefined ? (
        <Skeleton shape="picture" count={3} />
      ) : files.length ? (
        <div className={css.view}>
          <p role="status">{texts.count(files.length)}</p>
          <ul className={css.pictures}>
            {files.map((file) => (
              <li key={`${file.name} ${file.size} ${file.lastModified}`}>
                <Shown file={file} />
              </li>
            ))}
          </ul>
        </div>
      ) : (
        <Empty icon={<Share2 />} title={texts.none} action={<ButtonLink href="/studio/pictures">{common.toStart}</ButtonLink>}>
          {texts.noneHint}
        </Empty>
      )}
      {choosing ? (
        <ChooseCollection
          count={files?.length ?? 0}
          action={texts.upload}
          onChoose={(chosen) => void into(chosen)}
          onClose={() => setChoosing(false)}
        />
      ) : null}
    </Room>
  );
}

function Shown({ file }: { file: File }) {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return address ? <img src={address} alt={file.name} /> : null;
}
