import type { Texts } from '..';
import { audit } from './running/audit';
import { models } from './running/models';
import { queues } from './running/queues';
import { reconcile } from './running/reconcile';
import { today } from './running/today';

export const running: Texts['running'] = {
  chart: {
    table: 'Tabelle',
    tableOf: (title) => `Tabelle: ${title}`,
    csvOf: (title) => `CSV: ${title}`,
    legend: 'Legende',
    day: (title) => `${title}: Tag`,
    date: 'Tag (UTC)',
    none: 'Kein Tag ist bekannt',
  },
  audit,
  models,
  queues,
  reconcile,
  today,
};
