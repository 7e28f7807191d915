import { type ReactNode, useId } from 'react';
import {
  Checkbox as AriaCheckbox,
  Switch as AriaSwitch,
  TextField as AriaTextField,
  type CheckboxProps,
  FieldError,
  Input,
  Label,
  Radio,
  RadioGroup,
  type SwitchProps,
  Text,
  TextArea,
  type TextFieldProps,
} from 'react-aria-components';
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

export interface Choice<K extends string = string> {
  id: K;
  name: string;
  hint?: string | undefined;
  /** Why it cannot be chosen now. */
  refused?: string | undefined;
}

export interface ChoosingProps<K extends string> extends Described {
  choices: readonly Choice<K>[];
  value: K;
  onChange: (chosen: K) => void;
  isDisabled?: boolean;
}

/** One of a few, side by side. What cannot be chosen says why below. */
export function Segments<K extends string>({ label, hiddenLabel, hint, choices, value, onChange, isDisabled }: ChoosingProps<K>) {
  const refusals = [...new Set(choices.map(({ refused }) => refused).filter(Boolean))];
  return (
    <RadioGroup
      className={css.field}
      orientation="horizontal"
      value={value}
      onChange={(chosen) => onChange(chosen as K)}
      isDisabled={Boolean(isDisabled)}
    >
      <Around label={label} hiddenLabel={hiddenLabel} />
      <div className={css.segments}>
        {choices.map(({ id, name, refused }) => (
          <Radio key={id} value={id} isDisabled={Boolean(refused)} className={css.segment}>
            {name}
          </Radio>
        ))}
      </div>
      {hint || refusals.length ? (
        <Text slot="description" className={css.hint}>
          {[hint, ...refusals].filter(Boolean).map((line) => (
            <span key={String(line)} className={css.line}>
              {line}
            </span>
          ))}
        </Text>
      ) : null}
    </RadioGroup>
  );
}

export function Checkbox({ children, ...rest }: Bare<CheckboxProps> & { children: ReactNode }) {
  return (
    <AriaCheckbox {...rest} className={css.check}>
      {({ isIndeterminate }) => (
        <>
          <span className={css.box} aria-hidden="true">
            {isIndeterminate ? '–' : '✓'}
          </span>
          <span>{children}</span>
        </>
      )}
    </AriaCheckbox>
  );
}

export function Toggle({
  children,
  hint,
  ...rest
}: Omit<SwitchProps, 'className' | 'style' | 'children'> & { children: ReactNode; hint?: ReactNode }) {
  const described = useId();
  return (
    <div>
      <AriaSwitch {...rest} className={css.switch} {...(hint ? { 'aria-describedby': described } : {})}>
        <span className={css.track} aria-hidden="true" />
        <span>{children}</span>
      </AriaSwitch>
      {hint ? (
        <p id={described} className={css.hint}>
          {hint}
        </p>
      ) : null}
    </div>
  );
}
