import { useEffect, useRef } from 'react';
import { useTexts } from '@/texts';
import { Button } from './button';
import css from './more.module.css';

/** The next page, when the end of this one comes into sight. */
export function More({ more, loading, failed, load }: { more: boolean; loading: boolean; failed: boolean; load: () => void }) {
  const { common } = useTexts();
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    const at = place.current;
    if (!at || !more || loading || failed) return;
    const seen = new IntersectionObserver(([entry]) => entry?.isIntersecting && latest.current(), { rootMargin: '800px' });
    seen.observe(at);
    return () => seen.disconnect();
  }, [more, loading, failed]);
  if (!more) return null;
  return (
    <div ref={place} className={css.more}>
      <Button onPress={load} isPending={loading}>
        {failed ? common.retry : loading ? common.loading : common.loadMore}
      </Button>
    </div>
  );
}
