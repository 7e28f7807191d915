import { Link, useSearch } from '@tanstack/react-router';
import { ExternalLink, ReceiptText, Wallet } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { CreditPackage, Purchase } from 'rushes';
import { useStore } from '@/platform/store';
import { language, useTexts } from '@/texts';
import { useFormats } from '@/texts/format';
import { Button } from '@/ui/button';
import { ErrorNote } from '@/ui/error-note';
import { More } from '@/ui/more';
import { Badge, Empty, Skeleton } from '@/ui/notes';
import { Room } from '@/ui/room';
import { Select } from '@/ui/select';
import { useAccount } from '../account/account';
import { countryIs, countryOf, isOff, leave, money, useCheckout, usePackages, usePortal, usePurchases } from './payments';
import css from './payments.module.css';

const ANYWHERE = 'anywhere';

/** Packages of credits, the way to Stripe and back, and all that was bought. */
export function PurchasesView() {
  const { account, settings } = useTexts();
  const { buy } = settings;
  const { back } = useSearch({ strict: false }) as { back?: string };
  const [country, setCountry] = useState(countryOf);
  const packages = usePackages(country);
  const purchases = usePurchases(back !== undefined);
  const portal = usePortal();
  const all = purchases.data?.pages.flatMap((page) => page.purchases) ?? [];
  const choose = (chosen: string | undefined) => {
    countryIs(chosen);
    setCountry(chosen);
  };
  const above = (
    <Link to="/studio/account/credits" className={css.up ?? ''}>
      {account.credits}
    </Link>
  );
  if (isOff(packages.error)) {
    return (
      <Room title={buy.title} above={above}>
        <Empty icon={<Wallet />} title={buy.off}>
          {buy.offHint}
        </Empty>
        {all.length ? <Bought all={all} /> : null}
      </Room>
    );
  }
  return (
    <Room title={buy.title} above={above}>
      <div className={css.view}>
        {back !== undefined && all[0] ? <Back purchase={all[0]} /> : null}
        <section className={css.part}>
          <div className={css.head}>
            <p className={css.lead}>{buy.lead}</p>
            <Country country={country} onChange={choose} />
          </div>
          {packages.data ? (
            packages.data.length ? (
              <ul className={css.offers}>
                {packages.data.map((each) => (
                  <Offer key={each.id} offer={each} country={country} />
                ))}
              </ul>
            ) : (
              <Empty icon={<Wallet />} title={buy.none}>
                {buy.noneHint}
              </Empty>
            )
          ) : packages.error ? (
            <ErrorNote error={packages.error} onRetry={() => packages.refetch()} />
          ) : (
            <Skeleton shape="card" count={3} />
          )}
        </section>
        <section className={css.part}>
          <div className={css.head}>
            <h2>{buy.purchases}</h2>
            {all.length ? (
              <Button
                small
                icon={<ExternalLink aria-hidden />}
                isPending={portal.isPending}
                onPress={() => portal.mutate(undefined)}
              >
                {buy.portal}
              </Button>
            ) : null}
          </div>
          {purchases.error && !all.length ? (
            <ErrorNote error={purchases.error} onRetry={() => purchases.refetch()} />
          ) : purchases.data ? (
            all.length ? (
              <Bought all={all} />
            ) : (
              <p className={css.lead}>{buy.nothing}</p>
            )
          ) : (
            <Skeleton count={4} />
          )}
          <More
            more={purchases.hasNextPage}
            loading={purchases.isFetchingNextPage}
            failed={Boolean(purchases.error && all.length)}
            load={() => void purchases.fetchNextPage()}
          />
        </section>
      </div>
    </Room>
  );
}

/** What became of the purchase that they come back from. */
function Back({ purchase }: { purchase: Purchase }) {
  const { buy } = useTexts().settings;
  const account = useAccount();
  const { status } = purchase;
  const { refetch } = account;
  useEffect(() => {
    if (status === 'paid') void refetch(); // whatever listens is told as well
  }, [status, refetch]);
  const words =
    status === 'paid'
      ? buy.back.paid(purchase.credits)
      : status === 'open'
        ? buy.back.waits
        : status === 'ended'
          ? buy.back.ended
          : buy.back.other;
  return (
    <div className={`${css.back} ${status === 'paid' ? css.good : css.waits}`} role="status">
      <p>{words}</p>
      {status === 'open' && purchase.url ? <Pay purchase={purchase} /> : null}
    </div>
  );
}

function Pay({ purchase }: { purchase: Purchase }) {
  const { buy } = useTexts().settings;
  const { url } = purchase;
  if (!url) return null;
  return (
    <Button small onPress={() => leave.to(url)} aria-label={buy.payFor(purchase.name)}>
      {buy.pay}
    </Button>
  );
}

function Country({ country, onChange }: { country: string | undefined; onChange: (chosen: string | undefined) => void }) {
  const { buy } = useTexts().settings;
  const spoken = useStore(language);
  const names = new Intl.DisplayNames(spoken, { type: 'region' });
  const known = COUNTRIES.includes(country ?? '') || !country ? COUNTRIES : [country, ...COUNTRIES];
  const choices = known.map((id) => ({ id, name: names.of(id) ?? id })).sort((one, other) => one.name.localeCompare(other.name));
  return (
    <div className={css.country}>
      <Select
        label={buy.country}
        choices={[{ id: ANYWHERE, name: buy.anywhere }, ...choices]}
        value={country ?? ANYWHERE}
        onChange={(chosen) => onChange(chosen === ANYWHERE ? undefined : chosen)}
      />
    </div>
  );
}

/** Where Stripe has shops pay from; one's own is among them whatever it is. */
const COUNTRIES =
  'AE AT AU BE BG BR CA CH CY CZ DE DK EE ES FI FR GB GI GR HK HR HU IE IN IT JP LI LT LU LV MT MX MY NL NO NZ PL PT RO SE SG SI SK TH US'.split(
    ' ',
  );

function Offer({ offer, country }: { offer: CreditPackage; country: string | undefined }) {
  const { buy } = useTexts().settings;
  const spoken = useStore(language);
  const checkout = useCheckout();
  const price = money(spoken, offer.amount, offer.currency);
  return (
    <li className={css.offer}>
      <h3 dir="auto">{offer.name}</h3>
      <p className={css.price}>
        <strong>{price}</strong> <span className={css.lead}>{offer.tax_included ? buy.tax.included : buy.tax.extra}</span>
      </p>
      <p className={css.lead}>
        {buy.credits(offer.credits)} · {buy.each(money(spoken, Math.round((offer.amount / offer.credits) * 100), offer.currency))}
      </p>
      <p className={css.lead}>{offer.expires_after_days === null ? buy.forever : buy.expires(offer.expires_after_days)}</p>
      <Button
        look="main"
        isPending={checkout.isPending}
        onPress={() => checkout.mutate({ id: offer.id, country })}
        aria-label={buy.takeFor(offer.name, price)}
      >
        {buy.take}
      </Button>
    </li>
  );
}

const KIND = { open: 'told', paid: 'good', ended: 'told', disputed: 'bad', refunded: 'warn' } as const;

function Bought({ all }: { all: readonly Purchase[] }) {
  const { buy } = useTexts().settings;
  const spoken = useStore(language);
  const { moment, date, signed } = useFormats();
  return (
    <ol className={css.list} aria-label={buy.purchases}>
      {all.map((each) => {
        const hint = each.status === 'ended' || each.status === 'disputed' ? buy.hints[each.status] : null;
        return (
          <li key={each.id} className={css.row}>
            <div>
              <p className={css.what}>
                <span dir="auto">{each.name}</span> <Badge kind={KIND[each.status]}>{buy.status[each.status]}</Badge>
              </p>
              <p className={css.small}>
                <time dateTime={each.created_at}>{moment(each.created_at)}</time>
                {each.expires_at ? ` · ${buy.until(date(each.expires_at))}` : null}
              </p>
              {hint ? <p className={css.small}>{hint}</p> : null}
              {each.taken_back ? <p className={css.small}>{buy.takenBack(each.taken_back)}</p> : null}
            </div>
            <div className={css.figures}>
              <strong>{money(spoken, each.amount, each.currency)}</strong>
              <p className={css.small}>{each.paid_at ? signed(each.credits) : buy.credits(each.credits)}</p>
            </div>
            <div className={css.acts}>
              {each.url ? <Pay purchase={each} /> : null}
              {each.receipt_url ? (
                <a href={each.receipt_url} target="_blank" rel="noopener noreferrer" className={css.receipt}>
                  <ReceiptText aria-hidden size={16} /> {buy.receipt}
                </a>
              ) : null}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
