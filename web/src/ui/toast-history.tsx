import { useStore } from '@/platform/store';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Dialog } from './dialog';
import { historyOpen, Report, told } from './toasts';
import css from './toasts.module.css';

/** What was told before, to be read again. */
export function ToastHistory() {
  const { common } = useTexts();
  const { ago } = useFormats();
  const [all, open] = [useStore(told), useStore(historyOpen)];
  return (
    <Dialog title={common.toasts.history} isOpen={open} onClose={() => historyOpen.set(false)}>
      {all.length ? (
        <ol className={css.history}>
          {all.map((toast) => (
            <li key={toast.id}>
              <span>{toast.text}</span>
              <time dateTime={toast.at}>{ago(toast.at)}</time>
              <Report toast={toast} />
            </li>
          ))}
        </ol>
      ) : (
        <p>{common.toasts.none}</p>
      )}
    </Dialog>
  );
}
