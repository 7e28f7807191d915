import { X } from 'lucide-react';
import { Button as AriaButton, SearchField as AriaSearchField, Input, type SearchFieldProps } from 'react-aria-components';
import type { Bare } from './field';
import css from './field.module.css';

export function SearchInput({
  label,
  placeholder,
  clear,
  ...rest
}: Bare<SearchFieldProps> & { label: string; placeholder?: string; clear: string }) {
  return (
    <AriaSearchField {...rest} aria-label={label} className={css.search}>
      <Input className={css.input} placeholder={placeholder ?? label} dir="auto" />
      <AriaButton className={css.clear} aria-label={clear}>
        <X aria-hidden size={16} />
      </AriaButton>
    </AriaSearchField>
  );
}
