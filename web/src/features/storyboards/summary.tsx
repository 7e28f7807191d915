import type { ReactNode } from 'react';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Progress } from '@/ui/notes';
import css from './board.module.css';
import type { Content } from './content';
import type { costOf, SceneFacts } from './facts';

interface SummaryProps {
  facts: ReadonlyMap<string, SceneFacts>;
  content: Content;
  cost: ReturnType<typeof costOf>;
  children: ReactNode;
}

/** How long it is, how far it is shot, what was paid and what is left to pay; and what can be done with all of it. */
export function Summary({ facts, content, cost, children }: SummaryProps) {
  const { storyboards: texts, common } = useTexts();
  const { span } = useFormats();
  const all = content.scenes.length;
  const done = [...facts.values()].filter(({ state }) => state === 'completed' || state === 'stale').length;
  const seconds = content.scenes.reduce((sum, { duration }) => sum + duration, 0);
  return (
    <section className={css.summary} aria-label={texts.cost.title}>
      {all ? (
        <div className={css.sums}>
          <div className={css.progress}>
            <p>
              {texts.progress(done, all)} · {texts.cost.seconds(span(seconds))}
            </p>
            <Progress label={texts.progress(done, all)} value={done / all} />
          </div>
          <dl>
            <div>
              <dt>{texts.cost.shot}</dt>
              <dd>{common.credits(cost.shot)}</dd>
            </div>
            <div>
              <dt>{texts.cost.left}</dt>
              <dd>{cost.left === null ? '–' : common.credits(cost.left)}</dd>
            </div>
          </dl>
        </div>
      ) : null}
      {all && cost.all === null ? <p className={css.wrong}>{texts.cost.unknown}</p> : null}
      <div className={css.row}>{children}</div>
    </section>
  );
}
