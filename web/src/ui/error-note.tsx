import { CircleAlert } from 'lucide-react';
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { isRushesError } from 'rushes';
import { useTexts } from '@/texts';
import { Button } from './button';
import css from './notes.module.css';
import { tell } from './toasts';

let version = '';

/** Which release reports are about. */
export function reportsAre(of: string): void {
  version = of;
}

/** What whoever runs the service needs to find it: nothing of what somebody wrote or made. */
export function reportOf(error: unknown): string {
  const known = isRushesError(error) ? error : null;
  const facts = {
    code: known?.code ?? (error instanceof Error ? error.name : typeof error),
    request_id: known?.requestId || undefined,
    status: known?.status || undefined,
    message: known ? undefined : error instanceof Error ? error.message : String(error),
    version,
    view: location.pathname,
    at: new Date().toISOString(),
  };
  return JSON.stringify(facts, null, 1);
}

/** An error where its view would be: what happened, what to do, the same again, and a report. */
export function ErrorNote({ error, onRetry }: { error: unknown; onRetry?: (() => void) | undefined }) {
  const { common } = useTexts();
  const known = isRushesError(error) ? error : null;
  const copy = () => navigator.clipboard.writeText(reportOf(error)).then(() => tell('good', common.error.reported));
  return (
    <div className={css.error} role="alert">
      <CircleAlert aria-hidden size={20} />
      <div>
        <p className={css.what}>{known?.message ?? common.error.unexpected}</p>
        <p>{known?.suggestedAction ?? common.error.unexpectedAction}</p>
        <p className={css.actions}>
          {onRetry ? (
            <Button small onPress={onRetry}>
              {common.retry}
            </Button>
          ) : null}
          <Button small look="quiet" onPress={copy}>
            {common.error.report}
          </Button>
        </p>
      </div>
    </div>
  );
}

/** Holds what a view breaks with, so that the rest of the page stays. */
export class Guard extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error(error, info.componentStack);
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return <ErrorNote error={this.state.error} onRetry={() => this.setState({ error: null })} />;
  }
}
