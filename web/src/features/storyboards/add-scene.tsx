import { Images, LayoutTemplate, Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { Language, Model } from 'rushes';
import { useShortcut } from '@/platform/shortcuts';
import { useStore } from '@/platform/store';
import { language as spokenHere, useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Menu } from '@/ui/menu';
import css from './board.module.css';
import { nearest, newScene, type Scene } from './content';
import { usePresets } from './queries';

const PicturePicker = lazy(async () => ({ default: (await import('@/features/videos/making/picture-picker')).PicturePicker }));

interface AddProps {
  /** Of the prompts. */
  language: Language;
  model: Model | undefined;
  /** For so many more. */
  room: number;
  onAdd: (scenes: readonly Scene[]) => void;
}

/** Empty, of a template, or one for each picture. */
export function AddScene({ language, model, room, onAdd }: AddProps) {
  const { storyboards } = useTexts();
  const texts = storyboards.list;
  const spoken = useStore(spokenHere);
  const presets = usePresets();
  const [picking, setPicking] = useState(false);
  const [shown, setShown] = useState(false);
  const lasting = (seconds: number) => (model ? nearest(seconds, model.seconds) : seconds);
  const make = (more: Partial<Scene> = {}) =>
    newScene(lasting(more.duration ?? 8), { ...more, duration: lasting(more.duration ?? 8) as Scene['duration'] });
  const empty = () => onAdd([make()]);
  useShortcut('n', storyboards.keys.add, empty, room > 0);
  return (
    <div className={css.row}>
      <Button icon={<Plus aria-hidden />} isDisabled={room <= 0} onPress={empty}>
        {texts.add}
      </Button>
      <Button
        icon={<Images aria-hidden />}
        isDisabled={room <= 0}
        onPress={() => {
          setShown(true);
          setPicking(true);
        }}
      >
        {texts.fromPictures}
      </Button>
      <Menu
        label={texts.templates}
        trigger={
          <Button icon={<LayoutTemplate aria-hidden />} isDisabled={room <= 0 || !presets.data}>
            {texts.templates}
          </Button>
        }
        actions={(presets.data?.scene_templates ?? []).map(({ id, name, scene }) => ({
          id,
          name: name[spoken],
          act: () => onAdd([make({ title: name[language], ...(scene[language] as Partial<Scene>) })]),
        }))}
      />
      {room <= 0 ? <span className={css.hint}>{texts.full(50)}</span> : null}
      <Suspense>
        {shown ? (
          <PicturePicker
            title={texts.choosePictures}
            isOpen={picking}
            chosen={[]}
            most={Math.max(1, room)}
            onClose={() => setPicking(false)}
            onTake={(ids) => {
              setPicking(false);
              onAdd(ids.map((id) => make({ first_frame: id })));
            }}
          />
        ) : null}
      </Suspense>
    </div>
  );
}
