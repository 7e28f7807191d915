import type { Texts } from '../..';

export const media: Texts['operators']['media'] = {
  kind: 'Was',
  kinds: { videos: 'Videos', films: 'Filme', images: 'Bilder', down: 'Gesperrt' },
  filters: 'Dateien finden',
  none: 'Noch ist nichts fertig',
  noneDown: 'Nichts ist gesperrt',
  whosePictures: 'Wessen Bilder?',
  whosePicturesHint: 'Bilder werden nach Person gelistet. Nenne eine, oder komm von ihrer Seite hierher.',
  goesBack: 'auf dem Weg zurück',
  moves: 'unterwegs',
  look: 'Ansehen',
  isTakenDown: 'gesperrt',
  trail: 'Verlauf',
  toTrail: 'Zum Verlauf',
  takeDown: 'Sperren',
  takeDownTitle: { video: 'Dieses Video sperren?', film: 'Diesen Film sperren?', image: 'Dieses Bild sperren?' },
  takeDownText:
    'Sofort bekommt niemand mehr eine Adresse davon, auch nicht wem es gehört, und Links dorthin sind zu. Es lässt sich zurückgeben.',
  copies: 'Auch was daraus gemacht wurde',
  giveBack: 'Zurückgeben, was es kostete, als Gutschrift',
  madeOfIt: (count: number) => (count === 1 ? 'Daraus wurde eines gemacht:' : `Daraus wurden ${count} gemacht:`),
  moreCopies: 'Es können mehr sein: dann noch einmal.',
  noCopies: 'Daraus wurde nichts gemacht: nur dies.',
  takenDown: (copies: number) =>
    copies === 0 ? 'Es ist gesperrt.' : `Es ist gesperrt, und mit ihm ${copies} von dem, was daraus gemacht wurde.`,
  putBack: 'Zurückgeben',
  putBackTitle: 'Zurückgeben?',
  putBackText: 'In Sekunden ist es wieder da, für wem es gehört und für Links, die nicht beendet wurden.',
  isPutBack: 'Es ist auf dem Weg zurück.',
};

export const reports: Texts['operators']['reports'] = {
  filters: 'Meldungen finden',
  state: 'Stand',
  about: 'Weshalb',
  states: { open: 'Offen', dismissed: 'Abgewiesen', shares_revoked: 'Links beendet', taken_down: 'Gesperrt' },
  abouts: {
    illegal: 'Verboten',
    violence: 'Gewalt',
    sexual: 'Sexuell',
    hate: 'Hass',
    likeness: 'Das Bild einer Person',
    copyright: 'Urheberrecht',
    spam: 'Spam',
    other: 'Anderes',
  },
  none: 'Nichts ist gemeldet',
  noneHint: 'Wer einen Link öffnet, kann melden, was er zeigt.',
  alike: (count: number) => `${count} gleiche`,
  week: (filed: number, dismissed: number, ended: number, down: number) =>
    `In sieben Tagen: ${filed} kamen, ${dismissed} abgewiesen, ${ended} durch beendete Links, ${down} durch Sperren.`,
  gone: 'Was gemeldet wurde, ist nicht mehr da.',
  report: 'Die Meldung',
  came: 'Kam',
  owner: 'Wem es gehört',
  history: 'Bisher',
  historyOf: (dismissed: number, ended: number, down: number) =>
    `${dismissed} abgewiesen, ${ended} durch beendete Links, ${down} durch Sperren`,
  others: 'Alles, was kam',
  links: 'Links dorthin',
  linksOf: (open: number, all: number) => `${open} offen von ${all}`,
  answer: 'Antwort',
  wantsAnswer: 'wer sie schickte, erfährt es per Mail',
  otherWords: 'Was andere schrieben',
  acts: { dismiss: 'Abweisen', revoke_shares: 'Links beenden', take_down: 'Sperren' },
  titles: {
    dismiss: 'Lassen, wie es ist?',
    revoke_shares: 'Alle Links dorthin beenden?',
    take_down: 'Sperren?',
  },
  does: {
    dismiss: 'Mit dem Werk geschieht nichts.',
    revoke_shares: 'Niemand kann es mehr über einen Link öffnen; wem es gehört, behält es und erfährt davon.',
    take_down: 'Es und was daraus gemacht wurde sieht niemand mehr, auch nicht wem es gehört, bis es zurückgegeben wird.',
  },
  decides: (count: number) =>
    count === 1 ? 'Eine Meldung ist damit entschieden.' : `${count} Meldungen sind damit entschieden.`,
  ends: (count: number) => (count === 1 ? 'Ein offener Link endet.' : `${count} offene Links enden.`),
  decided: (count: number, ended: number, down: number, told: number) =>
    [
      count === 1 ? 'Eine Meldung ist entschieden' : `${count} Meldungen sind entschieden`,
      ...(ended ? [`beendete Links: ${ended}`] : []),
      ...(down ? [`gesperrt: ${down}`] : []),
      ...(told ? [`per Mail benachrichtigt: ${told}`] : []),
    ].join('; '),
};
