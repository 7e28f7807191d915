import { NumberField as AriaNumberField, Input, type NumberFieldProps } from 'react-aria-components';
import { Around, type Bare, Below, type Described, refused } from './field';
import css from './field.module.css';

export function NumberInput({ label, hiddenLabel, hint, error, ...rest }: Bare<NumberFieldProps> & Described) {
  return (
    <AriaNumberField {...rest} {...refused(error)} className={css.field}>
      <Around label={label} hiddenLabel={hiddenLabel} />
      <Input className={css.input} />
      <Below hint={hint} error={error} />
    </AriaNumberField>
  );
}
