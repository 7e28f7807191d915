import { audit } from './running/audit';
import { models } from './running/models';
import { queues } from './running/queues';
import { reconcile } from './running/reconcile';
import { today } from './running/today';

export const running = {
  chart: {
    table: 'Table',
    tableOf: (title: string) => `Table: ${title}`,
    csvOf: (title: string) => `CSV: ${title}`,
    legend: 'Legend',
    day: (title: string) => `${title}: day`,
    date: 'Day (UTC)',
    none: 'No day is known',
  },
  audit,
  models,
  queues,
  reconcile,
  today,
};
