import { type ReactNode, useId } from 'react';
import { Checkbox as AriaCheckbox, Switch as AriaSwitch, type CheckboxProps, type SwitchProps } from 'react-aria-components';
import type { Bare } from './field';
import css from './field.module.css';

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
