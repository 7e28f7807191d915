import { ChevronDown } from 'lucide-react';
import {
  Button as AriaButton,
  Select as AriaSelect,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
  Text,
} from 'react-aria-components';
import { Around, Below, refused } from './field';
import css from './field.module.css';
import type { ChoosingProps } from './segments';

/** One of many, in a list that opens. What cannot be chosen says why. */
export function Select<K extends string>({
  label,
  hiddenLabel,
  hint,
  error,
  choices,
  value,
  onChange,
  isDisabled,
}: ChoosingProps<K>) {
  return (
    <AriaSelect
      className={css.field}
      value={value}
      onChange={(key) => key !== null && onChange(key as K)}
      {...refused(error)}
      isDisabled={Boolean(isDisabled)}
      disabledKeys={choices.filter(({ refused }) => refused).map(({ id }) => id)}
    >
      <Around label={label} hiddenLabel={hiddenLabel} />
      <AriaButton className={css.input}>
        <SelectValue className={css.value}>{({ selectedText, defaultChildren }) => selectedText ?? defaultChildren}</SelectValue>
        <ChevronDown aria-hidden size={16} />
      </AriaButton>
      <Below hint={hint} error={error} />
      <Popover className={css.popover}>
        <ListBox className={css.list} items={choices}>
          {(choice) => (
            <ListBoxItem id={choice.id} textValue={choice.name} className={css.item}>
              <Text slot="label">{choice.name}</Text>
              {choice.refused || choice.hint ? (
                <Text slot="description" className={css.hint}>
                  {choice.refused ?? choice.hint}
                </Text>
              ) : null}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
