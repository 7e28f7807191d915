import { Keyboard } from 'react-aria-components';
import { type Shortcut, shortcuts } from '@/platform/shortcuts';
import { useStore } from '@/platform/store';
import { useTexts } from '@/texts';
import { Dialog } from '@/ui/dialog';
import { helpOpen } from './open';
import css from './shell.module.css';

/** Where two want one key, the latest has it. */
const inForce = (bound: readonly Shortcut[]) =>
  bound.filter(({ key }, at) => bound.findLastIndex((each) => each.key.toLowerCase() === key.toLowerCase()) === at);

/** The keys that do something in the view that is open. */
export function ShortcutHelp() {
  const { common } = useTexts();
  const [open, bound] = [useStore(helpOpen), useStore(shortcuts)];
  return (
    <Dialog title={common.shortcuts.title} isOpen={open} onClose={() => helpOpen.set(false)}>
      <dl className={css.keys}>
        {inForce(bound).map(({ key, label }) => (
          <div key={`${key} ${label}`}>
            <dt>
              <Keyboard>{key === ' ' ? '␣' : key.length === 1 ? key.toUpperCase() : key}</Keyboard>
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
        <div>
          <dt>
            <Keyboard>Esc</Keyboard>
          </dt>
          <dd>{common.shortcuts.close}</dd>
        </div>
      </dl>
    </Dialog>
  );
}
