import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { TextInput, type TextProps } from '@/ui/field';

const SETTLES_MS = 250;

/**
 * A field that keeps what is typed to itself until it stands still for a moment: so a key costs no more than this field, however long the
 * storyboard is. What comes from elsewhere shows unless somebody is typing here.
 */
export function OwnText({
  value,
  onCommit,
  ...rest
}: Omit<TextProps, 'value' | 'onChange'> & { value: string; onCommit: (text: string) => void }) {
  const [text, setText] = useState(value);
  const latest = useRef(text);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const commit = useEffectEvent(() => {
    if (timer.current === null) return;
    clearTimeout(timer.current);
    timer.current = null;
    onCommit(latest.current);
  });
  const changed = (now: string) => {
    latest.current = now;
    setText(now);
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = setTimeout(() => commit(), SETTLES_MS);
  };
  const told = useEffectEvent((from: string) => {
    if (timer.current !== null || latest.current.trim() === from.trim()) return; // its ends are the service's to trim
    latest.current = from;
    setText(from);
  });
  useEffect(() => told(value), [value]);
  useEffect(() => {
    const leave = () => commit();
    addEventListener('pagehide', leave);
    return () => {
      removeEventListener('pagehide', leave);
      commit();
    };
  }, []);
  return <TextInput {...rest} value={text} onChange={changed} onBlur={() => commit()} />;
}
