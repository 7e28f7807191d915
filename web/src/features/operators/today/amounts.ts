import { useMemo } from 'react';
import { useStore } from '@/platform/store';
import { language } from '@/texts';
import { useFormats } from '@/texts/format';

/** Days in UTC, dollars, and what is written shorter where it is large. */
export function useAmounts() {
  const spoken = useStore(language);
  const formats = useFormats();
  return useMemo(() => {
    const day = new Intl.DateTimeFormat(spoken, { timeZone: 'UTC', dateStyle: 'medium' });
    const usd = new Intl.NumberFormat(spoken, { style: 'currency', currency: 'USD', trailingZeroDisplay: 'stripIfInteger' });
    const whole = new Intl.NumberFormat(spoken, { style: 'currency', currency: 'USD', maximumFractionDigits: 0 });
    const some = new Intl.NumberFormat(spoken, { maximumFractionDigits: 1 });
    const short = new Intl.NumberFormat(spoken, { notation: 'compact', maximumFractionDigits: 1 });
    return {
      ...formats,
      date: (at: string) => day.format(new Date(at)),
      usd: (amount: number) => (Math.abs(amount) >= 1_000 ? whole : usd).format(amount),
      some: (amount: number) => some.format(amount),
      short: (amount: number) => (Math.abs(amount) < 10_000 ? some.format(amount) : short.format(amount)),
    };
  }, [spoken, formats]);
}
