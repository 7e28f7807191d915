import { Crown } from 'lucide-react';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Badge } from '@/ui/notes';
import { Select } from '@/ui/select';
import { difference, type Word } from './diff';
import css from './prompts.module.css';
import type { Variant, VariantChanges } from './queries';
import { Chips } from './variant';
import { VideoComparison } from './video-comparison';

export const SIDES = ['A', 'B'] as const;

interface CompareProps {
  imageId: string;
  variants: readonly Variant[];
  primary: string | null;
  chosen: readonly string[];
  onChoose: (ids: readonly string[]) => void;
  onClose: () => void;
  changes: VariantChanges;
}

/** Two variants side by side: where they differ, which is better, and both as videos. */
export function Compare({ imageId, variants, primary, chosen, onChoose, onClose, changes }: CompareProps) {
  const { prompts: texts } = useTexts();
  const written = variants.filter(({ prompt_text: text }) => text);
  const [one, other] = chosen.map((id) => written.find((each) => each.id === id));
  const words = one && other ? difference(one.prompt_text, other.prompt_text) : null;
  const choose = (side: number, id: string) => {
    const pair = [one?.id ?? '', other?.id ?? ''];
    if (pair[1 - side] === id) pair[1 - side] = pair[side] ?? ''; // the other way round
    pair[side] = id;
    onChoose(pair);
  };
  return (
    <Dialog title={texts.compare.title} isOpen onClose={onClose} wide>
      {words ? <p className={css.quiet}>{texts.compare.differs}</p> : <p>{texts.compare.missing}</p>}
      <div className={css.sides}>
        {SIDES.map((side, at) => {
          const variant = [one, other][at];
          return (
            <section key={side} className={css.side} aria-label={texts.compare.choose(side)}>
              <Select
                label={texts.compare.choose(side)}
                choices={written.map(({ id }) => ({
                  id,
                  name: texts.variant.name(variants.findIndex((each) => each.id === id) + 1),
                }))}
                value={variant?.id ?? ''}
                onChange={(id) => choose(at, id)}
              />
              {variant ? (
                <>
                  <p className={css.text} lang={variant.language} dir="auto">
                    {words?.[at] ? <Marked words={words[at]} /> : variant.prompt_text}
                  </p>
                  <Chips variant={variant} />
                  {variant.id === primary ? (
                    <Badge kind="accent">{texts.variant.primary}</Badge>
                  ) : (
                    <Button small icon={<Crown aria-hidden />} onPress={() => changes.primary.mutate(variant.id)}>
                      {texts.compare.better}
                    </Button>
                  )}
                </>
              ) : null}
            </section>
          );
        })}
      </div>
      {one && other ? <VideoComparison key={`${one.id} ${other.id}`} imageId={imageId} pair={[one.id, other.id]} /> : null}
    </Dialog>
  );
}

function Marked({ words }: { words: readonly Word[] }) {
  return words.map(({ text, own }, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a word is its place in the text
    <span key={at}>{own ? <mark className={css.mark}>{text}</mark> : text} </span>
  ));
}
