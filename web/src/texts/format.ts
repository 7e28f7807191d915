import { useMemo } from 'react';
import type { Language } from 'rushes';
import { useStore } from '@/platform/store';
import { language } from '.';

/** Numbers, times and sizes as people of this language write them. */
export function formats(spoken: Language) {
  const number = new Intl.NumberFormat(spoken);
  const signed = new Intl.NumberFormat(spoken, { signDisplay: 'exceptZero' });
  const size = (unit: string) => new Intl.NumberFormat(spoken, { style: 'unit', unit, maximumFractionDigits: 1 });
  const [kilobyte, megabyte, gigabyte] = [size('kilobyte'), size('megabyte'), size('gigabyte')];
  const day = new Intl.DateTimeFormat(spoken, { dateStyle: 'medium' });
  const moment = new Intl.DateTimeFormat(spoken, { dateStyle: 'medium', timeStyle: 'short' });
  const relative = new Intl.RelativeTimeFormat(spoken, { numeric: 'auto' });
  const seconds = new Intl.NumberFormat(spoken, {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  });
  const minutes = new Intl.NumberFormat(spoken, {
    style: 'unit',
    unit: 'minute',
    unitDisplay: 'short',
    maximumFractionDigits: 0,
  });
  const apart = (at: string, distance: number): string => {
    if (Math.abs(distance) < 60) return relative.format(Math.round(distance), 'second');
    if (Math.abs(distance) < 3_600) return relative.format(Math.round(distance / 60), 'minute');
    if (Math.abs(distance) < 86_400) return relative.format(Math.round(distance / 3_600), 'hour');
    return day.format(new Date(at));
  };
  const percent = new Intl.NumberFormat(spoken, { style: 'percent', maximumFractionDigits: 0 });
  return {
    number: (value: number) => number.format(value),
    /** With its sign: what came, what went. */
    signed: (value: number) => signed.format(value),
    /** Of 0 to 1. */
    percent: (part: number) => percent.format(part),
    bytes: (count: number) =>
      count < 1e6 ? kilobyte.format(count / 1e3) : count < 1e9 ? megabyte.format(count / 1e6) : gigabyte.format(count / 1e9),
    date: (at: string) => day.format(new Date(at)),
    moment: (at: string) => moment.format(new Date(at)),
    /** Of what was; the browser's clock may be behind the service's. */
    ago: (at: string, now = Date.now()) => apart(at, Math.min(0, (Date.parse(at) - now) / 1000)),
    /** Of what is to come. */
    until: (at: string, now = Date.now()) => apart(at, Math.max(0, (Date.parse(at) - now) / 1000)),
    /** A place in a video: `0:04.2`. */
    clock: (at: number) => {
      const tenths = Math.floor(at * 10 + 1e-6);
      return `${Math.floor(tenths / 600)}:${String(Math.floor(tenths / 10) % 60).padStart(2, '0')}.${tenths % 10}`;
    },
    /** A length of time: `8 sec`, `3 min`. */
    span: (length: number) => (length < 90 ? seconds.format(length) : minutes.format(length / 60)),
  };
}

export type Formats = ReturnType<typeof formats>;

export function useFormats(): Formats {
  const spoken = useStore(language);
  return useMemo(() => formats(spoken), [spoken]);
}
