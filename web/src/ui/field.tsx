import type { ReactNode } from 'react';
import { TextField as AriaTextField, FieldError, Input, Label, Text, TextArea, type TextFieldProps } from 'react-aria-components';
import css from './field.module.css';

export interface Described {
  label: string;
  hint?: ReactNode;
  /** What is wrong with it, in words. */
  error?: string | null | undefined;
  /** The label is for those who do not see the place. */
  hiddenLabel?: boolean;
}

export type Bare<T> = Omit<T, 'className' | 'style' | 'children' | 'isInvalid'>;

export function Around({ label, hiddenLabel }: Pick<Described, 'label' | 'hiddenLabel'>) {
  return <Label className={hiddenLabel ? css.hidden : css.label}>{label}</Label>;
}

export function Below({ hint, error }: Pick<Described, 'hint' | 'error'>) {
  return (
    <>
      {hint ? (
        <Text slot="description" className={css.hint}>
          {hint}
        </Text>
      ) : null}
      <FieldError className={css.error}>{(validation) => error ?? validation.validationErrors.join(' ')}</FieldError>
    </>
  );
}

/** A refusal is shown at its field, and does not keep the form from being sent once more. */
export const refused = (error: string | null | undefined) =>
  error ? { isInvalid: true, validationBehavior: 'aria' as const } : {};

export interface TextProps extends Bare<TextFieldProps>, Described {
  /** More than one line. */
  lines?: number;
  placeholder?: string;
  /** Shows how many letters are left of `maxLength`. */
  counted?: boolean;
  left?: (count: number) => string;
}

export function TextInput({ label, hiddenLabel, hint, error, lines, placeholder, counted, left, ...rest }: TextProps) {
  const count = (rest.maxLength ?? 0) - [...(rest.value ?? '')].length;
  return (
    <AriaTextField {...rest} {...refused(error)} className={css.field}>
      <Around label={label} hiddenLabel={hiddenLabel} />
      {lines ? (
        <TextArea className={css.area} rows={lines} placeholder={placeholder} dir="auto" />
      ) : (
        <Input className={css.input} placeholder={placeholder} dir="auto" />
      )}
      {counted && rest.maxLength ? (
        <span className={css.count} aria-live={count < 40 ? 'polite' : 'off'}>
          {left ? left(count) : count}
        </span>
      ) : null}
      <Below hint={hint} error={error} />
    </AriaTextField>
  );
}
