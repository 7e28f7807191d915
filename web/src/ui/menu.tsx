import { type ReactElement, type ReactNode, type RefObject, useEffect, useState } from 'react';
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover, Separator, Text } from 'react-aria-components';
import css from './menu.module.css';

export interface MenuAction {
  id: string;
  name: string;
  hint?: string | undefined;
  icon?: ReactNode;
  act: () => void;
  /** Why it cannot be done now; then it is shown and does nothing. */
  refused?: string | undefined;
  dangerous?: boolean;
}

interface MenuProps {
  label: string;
  actions: readonly (MenuAction | null)[];
}

/** What can be done with a thing, behind its button. `null` draws a line. */
export function Menu({ label, trigger, actions, defaultOpen }: MenuProps & { trigger: ReactElement; defaultOpen?: boolean }) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (defaultOpen) setOpen(true); // once its button has focus, where it comes back when the menu leaves
  }, [defaultOpen]);
  return (
    <MenuTrigger isOpen={open} onOpenChange={setOpen}>
      {trigger}
      <Popover className={css.popover} placement="bottom end">
        <Actions label={label} actions={actions} />
      </Popover>
    </MenuTrigger>
  );
}

/** The same at any element: one for all the things of a long list. */
export function MenuAt({ label, actions, at, onClose }: MenuProps & { at: RefObject<Element | null>; onClose: () => void }) {
  return (
    <Popover
      className={css.popover}
      placement="bottom end"
      triggerRef={at}
      isOpen
      onOpenChange={(open) => open || onClose()}
      trigger="MenuTrigger"
    >
      <Actions label={label} actions={actions} onClose={onClose} />
    </Popover>
  );
}

const FRAMES = 60; // a menu that stays that long stays

/** When the menu has left and focus is back where it was: from what the action opens it can come back there, too. */
function onceClosed(act: () => void): void {
  let frames = 0;
  const look = () => {
    frames += 1;
    if (frames < FRAMES && document.querySelector('[role="menu"]')) requestAnimationFrame(look);
    else requestAnimationFrame(() => requestAnimationFrame(act));
  };
  look();
}

function Actions({ label, actions, onClose }: MenuProps & { onClose?: () => void }) {
  return (
    <AriaMenu
      aria-label={label}
      className={css.menu}
      disabledKeys={actions.filter((each) => each?.refused).map((each) => each?.id ?? '')}
      autoFocus={onClose ? 'first' : undefined}
      {...(onClose ? { onClose } : {})}
    >
      {actions.map((each, at) =>
        each ? (
          <MenuItem
            key={each.id}
            id={each.id}
            textValue={each.name}
            onAction={() => onceClosed(each.act)}
            className={`${css.item} ${each.dangerous ? css.dangerous : ''}`}
          >
            <span className={css.icon} aria-hidden="true">
              {each.icon}
            </span>
            <Text slot="label">{each.name}</Text>
            {each.refused || each.hint ? (
              <Text slot="description" className={css.hint}>
                {each.refused ?? each.hint}
              </Text>
            ) : null}
          </MenuItem>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is nothing but its place
          <Separator key={`line ${at}`} className={css.line} />
        ),
      )}
    </AriaMenu>
  );
}
