import { X } from 'lucide-react';
import { useRef } from 'react';
import { Button as AriaButton, SearchField as AriaSearchField, Input, type SearchFieldProps } from 'react-aria-components';
import { useShortcut } from '@/platform/shortcuts';
import { useTexts } from '@/texts';
import type { Bare } from './field';
import css from './field.module.css';

/** What a view is searched by; `/` leads to it. */
export function SearchInput({
  label,
  placeholder,
  clear,
  ...rest
}: Bare<SearchFieldProps> & { label: string; placeholder?: string; clear: string }) {
  const { common } = useTexts();
  const field = useRef<HTMLInputElement>(null);
  useShortcut('/', common.shortcuts.search, () => field.current?.select());
  return (
    <AriaSearchField {...rest} aria-label={label} className={css.search}>
      <Input ref={field} className={css.input} placeholder={placeholder ?? label} dir="auto" />
      <AriaButton className={css.clear} aria-label={clear}>
        <X aria-hidden size={16} />
      </AriaButton>
    </AriaSearchField>
  );
}
