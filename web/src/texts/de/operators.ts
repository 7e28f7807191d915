import type { Texts } from '..';
import { batch, job, jobs } from './operators/jobs';
import { media, reports } from './operators/media';
import { people } from './operators/people';
import { person } from './operators/person';
import { words } from './operators/words';

export const operators: Texts['operators'] = {
  title: 'Betrieb',
  refused: 'Das ist für den Betrieb',
  refusedHint: 'Dein Konto darf diese Räume nicht betreten. Wer diesen Dienst betreibt, kann dich hereinlassen.',
  rooms: {
    today: 'Heute',
    people: 'Personen',
    jobs: 'Aufträge',
    reports: 'Meldungen',
    media: 'Medien',
    queues: 'Warteschlangen',
    models: 'Modelle',
    settings: 'Einstellungen',
    audit: 'Protokoll',
    reconcile: 'Abgleich',
  },
  again: 'Neu abfragen',
  purpose: {
    title: 'Worum geht es dir?',
    lead: 'Was du dir hier ansiehst, steht mit deinem Grund im Protokoll.',
    label: 'Worum geht es dir?',
    hint: 'Ein Ticket, eine Meldung, dein Morgenrundgang: Es steht neben jedem Blick und in jeder Handlung, bis du es dort änderst.',
    often: 'Oft:',
    examples: ['Morgenrundgang', 'Jemand bittet um Hilfe', 'Die Liste der Meldungen'],
    short: 'Grund',
    change: 'Ändern',
    enter: 'Hinein',
  },
  act: {
    reason: 'Grund',
    reasonHint: 'Er steht im Protokoll.',
    preview: 'Was es beträfe',
    offline: 'Du bist offline: Bis du wieder online bist, lässt sich nichts tun.',
  },
  list: {
    any: 'Alle',
    filters: (count: number) => (count ? `Filter (${count})` : 'Filter'),
    clear: 'Filter zurücknehmen',
    none: 'Damit ist nichts zu finden',
    nothing: 'Nichts',
    goesOn: 'Auf dieser Seite noch nichts; die Suche geht weiter.',
    next: 'Zum nächsten',
    before: 'Zum vorigen',
    choose: 'Wähle links eines; J führt zum nächsten.',
    toList: 'Zur Liste',
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
