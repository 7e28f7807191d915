import { expect, test } from 'vitest';
import { loadTexts, ROOMS } from '.';
import { formats } from './format';

/** Every text with its place; one that is told of something is told of `3`, or of what is given. */
function all(texts: object, at = '', given: string | number = '3'): [string, string][] {
  return Object.entries(texts).flatMap(([name, text]): [string, string][] => {
    const place = `${at}${name}`;
    if (typeof text === 'function')
      return [
        [
          place,
          String(
            text(...Array.from({ length: text.length }, (_, at) => (text.name === 'only' && at === 1 ? [String(given)] : given))),
          ),
        ],
      ];
    return typeof text === 'object' ? all(text, `${place}.`, given) : [[place, String(text)]];
  });
}

test('each text is there in both languages, and says something', async () => {
  const [en, de] = [all(await loadTexts('en', ROOMS)), all(await loadTexts('de', ROOMS))];
  expect(de.map(([place]) => place).sort()).toEqual(en.map(([place]) => place).sort());
  const odd = [...en, ...de].filter(([, text]) => !text.trim() || /undefined|NaN|\[object/.test(text));
  expect(odd).toEqual([]);
});

const FIXED = /perSecond|gifSilent/; // told of a written number, or always of the same

test('one is one, and thousands are parted', async () => {
  const [en, de] = [await loadTexts('en'), await loadTexts('de')];
  const plural =
    /(?<!of |von )\b1 (pictures|prompts|credits|videos|entries|things|seconds|stars|Bilder|Einträge|Dinge|Sekunden|Sterne|(Prompts|Credits|Videos) (sind|werden|warten|fehlen|kamen))\b/;
  const odd = [...all(en, '', 1), ...all(de, '', 1)].filter(([place, text]) => plural.test(text) && !FIXED.test(place));
  expect(odd).toEqual([]);
  expect([en.common.credits(1_280), de.making.submit.for(1_280)]).toEqual(['1,280 credits', 'Für 1.280 Credits machen']);
});

test('numbers, sizes and times are written as people of the language do', () => {
  const [en, de] = [formats('en'), formats('de')];
  expect([en.number(1234.5), de.number(1234.5)]).toEqual(['1,234.5', '1.234,5']);
  expect([en.signed(-40), en.signed(40), en.signed(0)]).toEqual(['-40', '+40', '0']);
  expect([en.percent(0.25), en.bytes(2_500), en.bytes(2_500_000), en.bytes(2.5e9)]).toEqual([
    '25%',
    '2.5 kB',
    '2.5 MB',
    '2.5 GB',
  ]);
  const now = Date.parse('2026-01-02T12:00:00Z');
  const ago = (at: string) => en.ago(at, now);
  expect([ago('2026-01-02T11:59:30Z'), ago('2026-01-02T11:30:00Z'), ago('2026-01-02T09:00:00Z')]).toEqual([
    '30 seconds ago',
    '30 minutes ago',
    '3 hours ago',
  ]);
  expect(ago('2025-12-01T12:00:00Z')).toBe(en.date('2025-12-01T12:00:00Z'));
  expect([ago('2026-01-02T12:00:40Z'), en.until('2026-01-02T12:00:40Z', now), en.until('2026-01-02T11:00:00Z', now)]).toEqual([
    'now', // a clock that is behind makes no future of what was
    'in 40 seconds',
    'now',
  ]);
  expect([en.span(8), en.span(180)]).toEqual(['8 sec', '3 min']);
});
