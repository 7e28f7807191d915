import { CircleAlert } from 'lucide-react';
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { isRushesError } from 'rushes';
import { reportOf } from '@/platform/report';
import { useTexts } from '@/texts';
import { Button } from './button';
import { CopyButton } from './copy-button';
import css from './notes.module.css';

/** A part of the studio that a newer release has replaced, or that did not come: the page as it stands cannot have it any more. */
const isOutdated = (error: unknown): boolean =>
  error instanceof Error && /dynamically imported module|Importing a module|Unable to preload/i.test(error.message);

/** An error where its view would be: what happened, what to do, the same again, and a report. */
export function ErrorNote({ error, onRetry }: { error: unknown; onRetry?: (() => void) | undefined }) {
  const { common } = useTexts();
  const known = isRushesError(error) ? error : null;
  return (
    <div className={css.error} role="alert">
      <CircleAlert aria-hidden size={20} />
      <div>
        <p className={css.what}>{known?.message ?? (isOutdated(error) ? common.error.outdated : common.error.unexpected)}</p>
        <p>{known?.suggestedAction ?? (isOutdated(error) ? common.error.outdatedAction : common.error.unexpectedAction)}</p>
        <div className={css.actions}>
          {isOutdated(error) ? (
            <Button small onPress={() => location.reload()}>
              {common.error.reload}
            </Button>
          ) : onRetry ? (
            <Button small onPress={onRetry}>
              {common.retry}
            </Button>
          ) : null}
          <CopyButton small plain look="quiet" text={reportOf(error)} name={common.error.report} done={common.error.reported} />
        </div>
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
