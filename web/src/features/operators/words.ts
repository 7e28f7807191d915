import { useStore } from '@/platform/store';
import { language, useTexts } from '@/texts';

/** How a video, film or prompt ended, in words; a code that is not known here stands as it is. */
export function useOutcome(): (code: string) => string {
  const known: Record<string, string> = useTexts().operators.words.outcomes;
  return (code) => known[code] ?? code;
}

/** What providers' list prices come to; up to a tenth of a cent, for some are that small. */
export function useDollars(): (usd: number) => string {
  const format = new Intl.NumberFormat(useStore(language), { style: 'currency', currency: 'USD', maximumFractionDigits: 3 });
  return (usd) => format.format(usd);
}
