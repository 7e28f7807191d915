import { ImageOff, ImagePlus, X } from 'lucide-react';
import { lazy, Suspense, useId, useState } from 'react';
import { useThumbnails } from '@/features/images/thumbnails';
import { useTexts } from '@/texts';
import { Button, IconButton } from '@/ui/button';
import css from './making.module.css';

const PicturePicker = lazy(async () => ({ default: (await import('./picture-picker')).PicturePicker }));

interface PictureFieldProps {
  label: string;
  hint: string;
  chosen: readonly string[];
  /** How many at most. */
  most: number;
  onChange: (ids: string[]) => void;
  /** Why none can be chosen now. */
  refused?: string | null | undefined;
  /** What is wrong with what was chosen. */
  error?: string | null | undefined;
  /** One press that mends it. */
  mend?: { words: string; act: () => void } | null;
}

/** Pictures of one's own that a video is to begin with, end with or show. */
export function PictureField({ label, hint, chosen, most, onChange, refused, error, mend }: PictureFieldProps) {
  const { making } = useTexts();
  const [open, setOpen] = useState(false);
  const [shown, setShown] = useState(false); // the picker stays once it was loaded, so that it can leave
  const { addresses, missing } = useThumbnails(chosen);
  const told = useId();
  const wrong = error ?? (missing.length ? making.pictures.gone : null);
  return (
    <fieldset className={css.set} aria-describedby={told}>
      <legend className={css.label}>{label}</legend>
      <div className={css.picked}>
        {chosen.map((id, at) => (
          <span key={id} className={css.thumb} data-wrong={missing.includes(id) || undefined}>
            {addresses.get(id) ? <img src={addresses.get(id)} alt="" crossOrigin="anonymous" /> : <ImageOff aria-hidden />}
            <IconButton
              small
              look="plain"
              label={making.pictures.remove(chosen.length > 1 ? `${label} ${at + 1}` : label)}
              icon={<X aria-hidden />}
              onPress={() => onChange(chosen.filter((each) => each !== id))}
            />
          </span>
        ))}
        {chosen.length < most || chosen.length === 0 ? (
          <Button
            icon={<ImagePlus aria-hidden />}
            isDisabled={Boolean(refused)}
            aria-label={making.pictures.chooseFor(label)}
            onPress={() => {
              setShown(true);
              setOpen(true);
            }}
          >
            {making.pictures.choose}
          </Button>
        ) : (
          <Button
            small
            look="quiet"
            aria-label={`${making.pictures.change}: ${label}`}
            onPress={() => [setShown(true), setOpen(true)]}
          >
            {making.pictures.change}
          </Button>
        )}
      </div>
      <p id={told} className={wrong ? css.wrong : css.hint} role={wrong ? 'alert' : undefined}>
        {wrong ?? refused ?? hint}
      </p>
      {wrong || mend ? (
        <span className={css.pair}>
          {mend ? (
            <Button small onPress={mend.act}>
              {mend.words}
            </Button>
          ) : null}
          {wrong && chosen.length ? (
            <Button
              small
              look="quiet"
              onPress={() => onChange(missing.length ? chosen.filter((each) => !missing.includes(each)) : chosen.slice(0, most))}
            >
              {making.pictures.removeAll}
            </Button>
          ) : null}
        </span>
      ) : null}
      {shown ? (
        <Suspense>
          <PicturePicker
            title={making.pictures.chooseFor(label)}
            isOpen={open}
            chosen={chosen.filter((each) => !missing.includes(each))}
            most={most}
            onClose={() => setOpen(false)}
            onTake={(ids) => {
              onChange(ids);
              setOpen(false);
            }}
          />
        </Suspense>
      ) : null}
    </fieldset>
  );
}
