import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import { type FocusEvent, useEffect, useRef, useState } from 'react';
import { isRushesError } from 'rushes';
import { reportOf } from '@/platform/report';
import { useShortcut } from '@/platform/shortcuts';
import { Store, useStore } from '@/platform/store';
import { useTexts } from '@/texts';
import { Button, IconButton } from './button';
import { CopyButton } from './copy-button';
import css from './toasts.module.css';

export interface Toast {
  id: number;
  kind: 'good' | 'bad' | 'told';
  text: string;
  /** What can be done about it, once. */
  action?: { name: string; act: () => void } | undefined;
  /** Of an error: what a report says. */
  report?: string | undefined;
  at: string;
}

const KEPT = 50;
const SHOWN_MS = { good: 6_000, told: 6_000, bad: 12_000 };

/** All that were told, the latest first; `shown` are the ones that still stand there. */
export const told = new Store<readonly Toast[]>([]);
const shown = new Store<readonly number[]>([]);
export const historyOpen = new Store(false);
let next = 1;

/** Say something beside what somebody does. It leaves by itself, and can be read again. */
export function tell(kind: Toast['kind'], text: string, more: Pick<Toast, 'action' | 'report'> = {}): void {
  const toast: Toast = { id: next, kind, text, at: new Date().toISOString(), ...more };
  next += 1;
  told.set([toast, ...told.get()].slice(0, KEPT));
  shown.set([toast.id, ...shown.get()].slice(0, 3));
}

/** Went wrong in words of the reader's language; what a browser says of its own errors is none. */
export class Said extends Error {}

/** What went wrong with something that somebody asked for. */
export function tellError(error: unknown, fallback: string): void {
  const words = isRushesError(error) || error instanceof Said ? error.message : fallback;
  const action = (error as { suggestedAction?: string } | null)?.suggestedAction;
  tell('bad', action ? `${words} ${action}` : words, { report: reportOf(error) });
}

function hide(id: number): void {
  shown.set(shown.get().filter((each) => each !== id));
}

const ICONS = { good: CircleCheck, bad: CircleAlert, told: Info };

export function Toasts() {
  const { common } = useTexts();
  const [all, standing] = [useStore(told), useStore(shown)];
  const there = all.filter(({ id }) => standing.includes(id));
  const latest = there.find(({ action }) => action);
  const before = useRef<Element | null>(null); // what had focus until somebody came here by keys
  useShortcut('z', latest?.action?.name ?? '', () => latest && act(latest), latest !== undefined);
  const came = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (!currentTarget.contains(relatedTarget)) before.current = relatedTarget;
  };
  const left = () => {
    const back = before.current?.isConnected ? before.current : document.getElementById('main');
    if (back instanceof HTMLElement) back.focus({ preventScroll: true });
  };
  return (
    <section className={css.region} aria-label={common.toasts.region} onFocus={came}>
      <ol aria-live="polite" aria-relevant="additions">
        {there.map((toast) => (
          <Standing key={toast.id} toast={toast} onLeave={left} />
        ))}
      </ol>
    </section>
  );
}

function act({ id, action }: Toast): void {
  hide(id);
  action?.act();
}

function Standing({ toast, onLeave }: { toast: Toast; onLeave: () => void }) {
  const { common } = useTexts();
  const [held, setHeld] = useState(false);
  const { id, kind, action } = toast;
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => hide(id), SHOWN_MS[kind]);
    return () => clearTimeout(timer);
  }, [held, id, kind]);
  const Icon = ICONS[kind];
  return (
    <li
      className={`${css.toast} ${css[kind]}`}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon aria-hidden size={18} />
      <span>{toast.text}</span>
      {action ? (
        <Button
          small
          look="quiet"
          onPress={() => {
            onLeave();
            act(toast);
          }}
        >
          {action.name}
        </Button>
      ) : null}
      <Report toast={toast} />
      <IconButton
        small
        label={common.toasts.dismiss}
        icon={<X aria-hidden />}
        onPress={() => {
          onLeave();
          hide(id);
        }}
      />
    </li>
  );
}

export function Report({ toast }: { toast: Toast }) {
  const { common } = useTexts();
  const { report } = toast;
  if (!report) return null;
  return <CopyButton small plain look="quiet" text={report} name={common.error.report} done={common.error.reported} />;
}
