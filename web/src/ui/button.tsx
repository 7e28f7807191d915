import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps, Link as AriaLink } from 'react-aria-components';
import css from './button.module.css';

type Look = 'main' | 'plain' | 'quiet' | 'danger';

interface Looks {
  look?: Look;
  /** For places where room is scarce. */
  small?: boolean;
  icon?: ReactNode;
}

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children'>, Looks {
  children?: ReactNode;
}

/** Does something here. While `isPending` it cannot be pressed again, keeps focus and says that it is at it. */
export function Button({ look = 'plain', small, icon, children, ...rest }: ButtonProps) {
  return (
    <AriaButton {...rest} className={named(look, small)}>
      {icon}
      {children}
    </AriaButton>
  );
}

interface IconButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  /** What it does, for those who do not see the icon, and beside it when it is pointed at. */
  label: string;
  icon: ReactNode;
  look?: Look;
  small?: boolean;
}

export function IconButton({ label, icon, look = 'quiet', small, ...rest }: IconButtonProps) {
  return (
    <AriaButton {...rest} aria-label={label} data-label={label} className={`${named(look, small)} ${css.square}`}>
      {icon}
    </AriaButton>
  );
}

/** Goes somewhere, and looks like a button. */
export function ButtonLink({
  look = 'plain',
  small,
  icon,
  children,
  ...rest
}: Looks & { href: string; children: ReactNode; onHoverStart?: () => void }) {
  return (
    <AriaLink {...rest} className={named(look, small)}>
      {icon}
      {children}
    </AriaLink>
  );
}

function named(look: Look, small: boolean | undefined): string {
  return `${css.button} ${css[look]} ${small ? css.small : ''}`;
}
