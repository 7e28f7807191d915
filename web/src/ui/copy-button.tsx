import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { copyText } from '@/platform/clipboard';
import { useTexts } from '@/texts';
import { Button, type ButtonProps } from './button';
import css from './copy-button.module.css';
import { tell } from './toasts';

interface CopyProps extends Pick<ButtonProps, 'look' | 'small' | 'autoFocus'> {
  text: string;
  /** What the button says; "Copy" unless something else does. */
  name?: string;
  /** Said as a notice once it is copied; without it the button itself says so. */
  done?: string;
  /** Without a picture before its name. */
  plain?: boolean;
}

/** Copies a text. Where the browser lets no page do that, the text stands there to be copied by hand. */
export function CopyButton({ text, name, done, plain, ...looks }: CopyProps) {
  const { common } = useTexts();
  const [state, setState] = useState<'copied' | 'refused' | null>(null);
  useEffect(() => {
    if (state !== 'copied') return;
    const timer = setTimeout(() => setState(null), 2_500);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async () => {
    const copied = await copyText(text);
    setState(copied ? 'copied' : 'refused');
    if (copied && done) tell('good', done);
  };
  const copied = state === 'copied';
  return (
    <>
      <Button {...looks} icon={plain ? undefined : copied ? <Check aria-hidden /> : <Copy aria-hidden />} onPress={copy}>
        <span aria-live="polite">{copied && !done ? common.copied : (name ?? common.copy)}</span>
      </Button>
      {state === 'refused' ? (
        <textarea
          className={css.byHand}
          readOnly
          rows={4}
          value={text}
          aria-label={common.copyByHand}
          ref={(field) => field?.select()}
        />
      ) : null}
    </>
  );
}
