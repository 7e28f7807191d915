import { batch, job, jobs } from './operators/jobs';
import { media, reports } from './operators/media';
import { people } from './operators/people';
import { person } from './operators/person';
import { words } from './operators/words';

export const operators = {
  title: 'Operators',
  refused: 'This is for operators',
  refusedHint: 'Your account may not enter these rooms. Who runs this service can let you in.',
  rooms: {
    today: 'Today',
    people: 'People',
    jobs: 'Jobs',
    reports: 'Reports',
    media: 'Media',
    queues: 'Queues',
    models: 'Models',
    settings: 'Settings',
    audit: 'Audit',
    reconcile: 'Reconcile',
  },
  again: 'Ask anew',
  purpose: {
    title: 'What are you looking into?',
    lead: 'Whatever you look at here is written down in the audit log, with your reason.',
    label: 'What are you looking into?',
    hint: 'A ticket, a report, your morning round: it stands beside each look, and in each act until you change it there.',
    often: 'Often:',
    examples: ['Morning round', 'A user asked for help', 'The queue of reports'],
    short: 'Reason',
    change: 'Change',
    enter: 'Go in',
  },
  act: {
    reason: 'Reason',
    reasonHint: 'It stands in the audit log.',
    preview: 'What it would touch',
    offline: 'You are offline: nothing can be done until you are online again.',
  },
  list: {
    any: 'All',
    filters: (count: number) => (count ? `Filters (${count})` : 'Filters'),
    clear: 'Clear the filters',
    none: 'Nothing is found by this',
    nothing: 'Nothing',
    goesOn: 'Nothing on this page yet; the search goes on.',
    next: 'To the next one',
    before: 'To the one before',
    choose: 'Choose one beside this; J leads to the next.',
    toList: 'To the list',
    count: (what: string, count: number) => `${what}: ${count}`,
  },
  batch,
  job,
  jobs,
  media,
  people,
  person,
  reports,
  words,
};
