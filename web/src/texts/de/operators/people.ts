import type { Texts } from '../..';

export const people: Texts['operators']['people'] = {
  filters: 'Personen finden',
  find: 'Finden: Adresse, Nummer, Id oder Wörter eines Namens',
  filter: 'Wer',
  kinds: { new: 'Neue', active: 'Aktive', spending: 'Mit Ausgaben', disabled: 'Gesperrte', guest: 'Gäste' },
  who: 'Wer',
  email: 'Adresse',
  state: 'Stand',
  balance: 'Credits',
  spent: 'Zuletzt ausgegeben',
  spentOn: (credits: string, day: string) => `${credits} am ${day}`,
  seen: 'Zuletzt gesehen',
  since: 'Seit',
  none: 'Hier ist noch niemand',
  disabled: 'gesperrt',
  guest: 'Gast',
  noAccount: 'noch kein Konto',
};
