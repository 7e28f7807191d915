import { useTexts } from '@/texts';
import { Button, ButtonLink } from '@/ui/button';
import css from './making.module.css';
import type { Ordering } from './order';

/** An order whose answer was lost: asked again by its own key, it is made and paid once. */
export function LostOrder({ ordering }: { ordering: Ordering }) {
  const { making } = useTexts();
  const { lost: words } = making;
  if (!ordering.open?.lost || (ordering.pending && !ordering.resumed)) return null;
  if (ordering.pending) {
    return (
      <p className={css.notice} role="status">
        {words.asking}
      </p>
    );
  }
  return (
    <div className={css.lack} role="alert">
      <p className={css.strong}>{words.title}</p>
      <p>{words.text}</p>
      <span className={css.pair}>
        <Button small look="main" onPress={ordering.again}>
          {words.again}
        </Button>
        <Button small look="quiet" onPress={ordering.drop}>
          {words.drop}
        </Button>
        <ButtonLink small look="quiet" href="/studio/videos">
          {words.look}
        </ButtonLink>
      </span>
    </div>
  );
}
