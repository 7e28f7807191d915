import { useState } from 'react';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Segments } from '@/ui/segments';
import css from './board.module.css';
import { type Clash, contentOf } from './content';
import { useShown } from './queries';
import type { BoardSession } from './session';
import { useWords } from './values';

type Side = 'mine' | 'theirs';
const ALL = 'all of it';

/** What was changed on both sides, scene by scene: for each of them one side is chosen. */
export function Conflict({ session, onClose }: { session: BoardSession; onClose: () => void }) {
  const { storyboards, common } = useTexts();
  const texts = storyboards.conflict;
  const { clashes, content, board } = useShown(session);
  const words = useWords(content, contentOf(board));
  const [picks, setPicks] = useState<Readonly<Record<string, Side>>>({});
  const by = new Map<string, Clash[]>();
  for (const clash of clashes) by.set(clash.scene ?? ALL, [...(by.get(clash.scene ?? ALL) ?? []), clash]);
  const done = () => {
    session.settle(clashes.filter(({ scene }) => picks[scene ?? ALL] === 'theirs'));
    onClose();
  };
  return (
    <Dialog
      title={texts.title}
      isOpen
      onClose={onClose}
      wide
      actions={
        <>
          <Button onPress={onClose}>{common.cancel}</Button>
          <Button look="main" onPress={done}>
            {texts.take}
          </Button>
        </>
      }
    >
      <p>{texts.text}</p>
      {[...by].map(([key, all]) => (
        <section key={key} className={css.clash} aria-label={words.scene(key === ALL ? null : key)}>
          <div className={css.row}>
            <h3 dir="auto">{words.scene(key === ALL ? null : key)}</h3>
            <span className={css.far}>
              <Segments<Side>
                label={words.scene(key === ALL ? null : key)}
                hiddenLabel
                choices={[
                  { id: 'mine', name: texts.mine },
                  { id: 'theirs', name: texts.theirs },
                ]}
                value={picks[key] ?? 'mine'}
                onChange={(side) => setPicks((before) => ({ ...before, [key]: side }))}
              />
            </span>
          </div>
          {all.map(({ field, mine, theirs }) => (
            <div key={String(field)} className={css.sides}>
              {(
                [
                  ['mine', texts.mine, mine, texts.removedMine],
                  ['theirs', texts.theirs, theirs, texts.removedTheirs],
                ] as const
              ).map(([side, name, value, removed]) => (
                <div key={side} data-picked={(picks[key] ?? 'mine') === side || undefined}>
                  <p className={css.hint}>{field === null ? name : `${words.field(field)}, ${name}`}</p>
                  <p dir="auto">{field !== null ? words.value(value, field) : value === null ? removed : texts.kept}</p>
                </div>
              ))}
            </div>
          ))}
        </section>
      ))}
    </Dialog>
  );
}
