import type { CatalogRow, CreditPrice } from 'rushes';

/** As the row's file has them. */
const written = ({ row }: CatalogRow): readonly CreditPrice[] => (row.credits_per_second ?? []) as readonly CreditPrice[];

const alike = (one: CreditPrice) => (other: CreditPrice) => one.resolution === other.resolution && one.audio === other.audio;

/** As they are in force: what an operator set stands over the file. */
export const pricesOf = (row: CatalogRow): CreditPrice[] =>
  written(row).map((each) => row.credits_per_second.find(alike(each)) ?? each);

/** What has to be set for these prices: whatever the file does not say itself. */
export const overlayOf = (row: CatalogRow, prices: readonly CreditPrice[]): CreditPrice[] =>
  prices.filter((each) => written(row).find(alike(each))?.credits !== each.credits);
