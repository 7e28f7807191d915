import type { ReactNode } from 'react';
import type { AnswerOf, Model, VideoQuote } from 'rushes';
import { useSignIn } from '@/session/context';
import { useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button, ButtonLink } from '@/ui/button';
import { tell, tellError } from '@/ui/toasts';
import css from './making.module.css';

type Account = AnswerOf<'GET /account'>;

interface PriceProps {
  quote: VideoQuote | undefined;
  count: number;
  fresh: boolean;
  /** Why there is no price. */
  without: string;
  account: Account | undefined;
  model: Model | undefined;
  children?: ReactNode;
}

/** What it costs, item by item, and what is left after it. */
export function Price({ quote, count, fresh, without, account, model, children }: PriceProps) {
  const { making } = useTexts();
  const { number } = useFormats();
  const { price: words } = making;
  const total = quote ? quote.credits * count : null;
  const { daily_cap: cap, spent_today: spent } = account?.limits ?? { daily_cap: null, spent_today: 0 };
  return (
    <section className={css.price} aria-labelledby="price">
      <h2 id="price">{words.title}</h2>
      {model ? <p className={css.hint}>{words.of(model.name)}</p> : null}
      {quote && total !== null ? (
        <dl className={css.items} data-old={!fresh || undefined}>
          {quote.items.map(({ what, credits }) => (
            <div key={what}>
              <dt>{what === 'own key' ? making.ownKey.item : what}</dt>
              <dd>{number(credits)}</dd>
            </div>
          ))}
          {count > 1 ? (
            <div>
              <dt>{words.times(count)}</dt>
              <dd>× {number(count)}</dd>
            </div>
          ) : null}
          <div className={css.total}>
            <dt>{words.total}</dt>
            <dd>{number(total)}</dd>
          </div>
          {account ? (
            <div>
              <dt>{total > account.balance ? words.missing : words.left}</dt>
              <dd data-missing={total > account.balance || undefined}>{number(Math.abs(account.balance - total))}</dd>
            </div>
          ) : null}
          {cap === null ? null : (
            <div>
              <dt>{words.today}</dt>
              <dd>{words.ofCap(number(spent), number(cap))}</dd>
            </div>
          )}
        </dl>
      ) : (
        <p className={css.hint}>{without}</p>
      )}
      {quote?.notice ? <p className={css.notice}>{quote.notice}</p> : null}
      {children}
    </section>
  );
}

interface LackProps {
  missing: number;
  account: Account;
  /** Another model that the credits suffice for. */
  cheaper: { model: Model; credits: number } | null;
  onCheaper: (model: Model) => void;
}

/** Too few credits: how many are missing, and how to get some. */
export function Lack({ missing, account, cheaper, onCheaper }: LackProps) {
  const { account: accountTexts, making } = useTexts();
  const signIn = useSignIn();
  const { lack: words } = making;
  const { reason, credits } = account.signup_grant;
  const verify = () =>
    signIn.verifyAddress().then(
      () => tell('good', accountTexts.verify.sent),
      (error) => tellError(error, accountTexts.errors.other),
    );
  return (
    <div className={css.lack} role="status">
      <p className={css.strong}>{words.title(missing)}</p>
      {account.guest ? (
        <p>{words.account(reason === 'link_sign_in' ? credits : 0)}</p>
      ) : reason === 'verify_email' ? (
        <p>{words.verify(credits)}</p>
      ) : (
        <p>{words.other}</p>
      )}
      <span className={css.pair}>
        {!account.guest && reason === 'verify_email' ? (
          <Button small onPress={verify}>
            {accountTexts.verify.action}
          </Button>
        ) : null}
        {cheaper ? (
          <Button small onPress={() => onCheaper(cheaper.model)}>
            {words.cheaper(cheaper.model.name, cheaper.credits)}
          </Button>
        ) : null}
        <ButtonLink small look="quiet" href="/studio/account/credits">
          {words.ledger}
        </ButtonLink>
      </span>
    </div>
  );
}
