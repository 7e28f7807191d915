import { X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTexts } from '@/texts';
import { Button, IconButton } from './button';
import css from './dialog.module.css';

interface DialogProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  /** What can be done, at its foot. */
  actions?: ReactNode;
  wide?: boolean;
  /** Asks before something is lost: leaves only by its buttons and Esc. */
  urgent?: boolean;
}

/** Above everything else; focus goes in, stays in, and goes back where it was. */
export function Dialog({ title, isOpen, onClose, children, actions, wide, urgent }: DialogProps) {
  const { common } = useTexts();
  return (
    <ModalOverlay className={css.overlay} isOpen={isOpen} onOpenChange={(open) => open || onClose()} isDismissable={!urgent}>
      <Modal className={`${css.modal} ${wide ? css.wide : ''}`}>
        <AriaDialog className={css.dialog} role={urgent ? 'alertdialog' : 'dialog'}>
          <header className={css.head}>
            <Heading slot="title">{title}</Heading>
            {urgent ? null : <IconButton label={common.close} icon={<X aria-hidden />} onPress={onClose} small />}
          </header>
          <div className={css.body}>{children}</div>
          {actions ? <footer className={css.foot}>{actions}</footer> : null}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

interface ConfirmProps {
  title: string;
  text: ReactNode;
  action: string;
  isOpen: boolean;
  onClose: () => void;
  onConfirm: () => Promise<unknown> | undefined;
  /** It cannot be brought back: then Enter alone does not do it. */
  final?: boolean;
}

/** Asks before something that cannot be undone, or that costs. */
export function Confirm({ title, text, action, isOpen, onClose, onConfirm, final = false }: ConfirmProps) {
  const { common } = useTexts();
  const [pending, setPending] = useState(false);
  const confirm = async () => {
    setPending(true);
    try {
      await onConfirm();
      onClose();
    } catch {
      // who was asked has told why; the question still stands
    } finally {
      setPending(false);
    }
  };
  const actions = (
    <>
      <Button onPress={onClose} autoFocus={final}>
        {common.cancel}
      </Button>
      <Button look="danger" onPress={confirm} isPending={pending} autoFocus={!final}>
        {action}
      </Button>
    </>
  );
  return (
    <Dialog title={title} isOpen={isOpen} onClose={onClose} actions={actions} urgent>
      {text}
    </Dialog>
  );
}

interface SheetProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  /** What sticks to its foot. */
  foot?: ReactNode;
}

/** On phones: a drawer that comes from below. `SidePanel` is the same beside the content, on wide screens. */
export function Drawer({ title, isOpen, onClose, children, foot }: SheetProps) {
  const { common } = useTexts();
  return (
    <ModalOverlay className={css.overlay} isOpen={isOpen} onOpenChange={(open) => open || onClose()} isDismissable>
      <Modal className={css.drawer}>
        <AriaDialog className={css.dialog}>
          <header className={css.head}>
            <Heading slot="title">{title}</Heading>
            <IconButton label={common.close} icon={<X aria-hidden />} onPress={onClose} small />
          </header>
          <div className={css.body}>{children}</div>
          {foot ? <footer className={css.sticky}>{foot}</footer> : null}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

export function SidePanel({ title, isOpen, onClose, children, foot }: SheetProps) {
  const { common } = useTexts();
  if (!isOpen) return null;
  return (
    <aside className={css.panel} aria-label={title}>
      <header className={css.head}>
        <h2>{title}</h2>
        <IconButton label={common.close} icon={<X aria-hidden />} onPress={onClose} small />
      </header>
      <div className={css.body}>{children}</div>
      {foot ? <footer className={css.sticky}>{foot}</footer> : null}
    </aside>
  );
}
