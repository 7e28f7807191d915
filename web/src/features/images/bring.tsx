import { ImageUp } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useServiceLimits } from '@/features/account/account';
import { useTexts } from '@/texts';
import css from './bring.module.css';
import { TYPES } from './checks';

const Statement = lazy(async () => ({ default: (await import('./statement')).Statement }));

interface Ways {
  /** Opens the browser's own choice of files; only while somebody presses something. */
  pick: () => void;
  /** The same for a phone's camera. */
  snap: () => void;
  /** What of it stands in the view. */
  element: ReactNode;
}

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

/** The ways in which pictures come into a view: chosen, taken, dropped anywhere on the page, pasted. */
export function useBring(bring: (files: File[]) => void): Ways {
  const { images } = useTexts();
  const asks = useServiceLimits().data?.likeness_statement ?? false; // whether each upload must state that people agreed
  const [stated, setStated] = useState<readonly File[]>([]); // those of which that is being asked
  const [chosen, taken] = [useRef<HTMLInputElement>(null), useRef<HTMLInputElement>(null)];
  const [over, setOver] = useState(false);
  const came = useEffectEvent((files: Iterable<File> | null | undefined) => {
    const all = [...(files ?? [])];
    if (all.length && asks) setStated(all);
    else if (all.length) bring(all);
  });
  useEffect(() => {
    const ending = new AbortController();
    const { signal } = ending;
    let inside = 0; // elements of the page that the pointer has entered and not left
    const end = () => {
      inside = 0;
      setOver(false);
    };
    const on = (name: 'dragenter' | 'dragover' | 'dragleave' | 'drop', act: (event: DragEvent) => void) =>
      addEventListener(name, (event) => hasFiles(event) && act(event), { signal });
    on('dragenter', (event) => {
      event.preventDefault();
      inside += 1;
      setOver(true);
    });
    on('dragover', (event) => event.preventDefault());
    on('dragleave', () => {
      inside -= 1;
      if (inside <= 0) end();
    });
    on('drop', (event) => {
      event.preventDefault();
      end();
      came(event.dataTransfer?.files);
    });
    addEventListener(
      'paste',
      (event) => {
        const files = event.clipboardData?.files;
        if (!files?.length) return;
        event.preventDefault();
        came(files);
      },
      { signal },
    );
    return () => ending.abort();
  }, []);
  const input = (ref: typeof chosen, camera: boolean) => (
    <input
      ref={ref}
      type="file"
      hidden
      data-testid={camera ? 'camera' : 'files'}
      accept={camera ? 'image/*' : [...TYPES, '.jpg', '.jpeg', '.png', '.webp'].join(',')}
      multiple={!camera}
      {...(camera ? { capture: 'environment' as const } : {})}
      onChange={({ target }) => {
        came(target.files);
        target.value = '';
      }}
    />
  );
  const element = (
    <>
      {input(chosen, false)}
      {input(taken, true)}
      <Suspense>
        {asks ? <Statement isOpen={stated.length > 0} onClose={() => setStated([])} onStated={() => bring([...stated])} /> : null}
      </Suspense>
      {over ? (
        <div className={css.over} aria-hidden="true">
          <div className={css.frame}>
            <ImageUp />
            <strong>{images.upload.drop}</strong>
            <span>{images.upload.dropHint}</span>
          </div>
        </div>
      ) : null}
    </>
  );
  return { pick: () => chosen.current?.click(), snap: () => taken.current?.click(), element };
}
