import type { Texts } from '../..';

export const audit: Texts['running']['audit'] = {
  at: 'Wann',
  actor: 'Wer',
  action: 'Was',
  on: 'Woran',
  user: 'Über wen',
  reason: 'Warum',
  since: 'Von',
  until: 'Bis',
  call: 'Aufruf',
  more: 'Mehr',
  details: 'Einzelheiten',
  detailsOf: (action, at) => `Einzelheiten: ${action}, ${at}`,
  none: 'Noch hat niemand etwas getan',
  export: 'Als CSV ausgeben',
  notWhole: 'Die Datei hat die neuesten zwanzigtausend Einträge; es gibt mehr.',
};
