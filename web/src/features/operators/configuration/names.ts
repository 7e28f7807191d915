import { useMemo } from 'react';
import { useTexts } from '@/texts';

type Words = Readonly<Record<string, string | undefined>>;

/** What values are called in words; what a newer service has and this studio does not know keeps its own name. */
export function useNames(section: string) {
  const { configuring: texts } = useTexts();
  return useMemo(() => {
    const own: Words = (texts.fields as Readonly<Record<string, Words>>)[section] ?? {};
    const hints: Words = (texts.hints as Readonly<Record<string, Words>>)[section] ?? {};
    const all: Words = texts.names;
    const nameOf = (path: readonly string[]): string => {
      const last = path.at(-1) ?? '';
      const known = path.length === 1 ? own[last] : undefined;
      return known ?? all[last] ?? (/^\d+$/.test(last) ? `${Number(last) + 1}.` : last);
    };
    return {
      nameOf,
      hintOf: (path: readonly string[]): string | undefined => (path.length === 1 ? hints[path[0] ?? ''] : undefined),
      /** From the section to the value. */
      wayOf: (path: readonly string[]): string => path.map((_, at) => nameOf(path.slice(0, at + 1))).join(' › '),
    };
  }, [texts, section]);
}
