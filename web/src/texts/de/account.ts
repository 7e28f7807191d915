import type { Texts } from '..';

export const account: Texts['account'] = {
  title: 'Konto',
  menu: 'Dein Konto',
  guest: 'Gast',
  credits: 'Credits',
  banner: {
    text: 'Du siehst dich als Gast um. Lege ein Konto an, und alles hier bleibt deins.',
    action: 'Konto anlegen',
  },
  verify: {
    text: 'Bestätige deine E-Mail-Adresse, um deine ersten Credits zu bekommen.',
    action: 'E-Mail noch einmal senden',
    sent: 'Die E-Mail ist unterwegs.',
    check: 'Ich habe sie bestätigt',
  },
  guestOut: {
    title: 'Abmelden und alles verlieren?',
    text: 'Du bist Gast: sobald du dich abmeldest, kommt niemand mehr an deine Bilder, Prompts und Videos. Lege zuerst ein Konto an, um sie zu behalten.',
    action: 'Abmelden und verlieren',
  },
  signOut: 'Abmelden',
  signedOut: 'Du bist abgemeldet.',
  errors: {
    'auth/invalid-credential': 'E-Mail oder Passwort stimmen nicht.',
    'auth/wrong-password': 'E-Mail oder Passwort stimmen nicht.',
    'auth/user-not-found': 'E-Mail oder Passwort stimmen nicht.',
    'auth/invalid-email': 'Das ist keine E-Mail-Adresse.',
    'auth/email-already-in-use': 'Diese Adresse hat schon ein Konto: melde dich damit an.',
    'auth/weak-password': 'Wähle ein Passwort mit mindestens sechs Zeichen.',
    'auth/too-many-requests': 'Zu viele Versuche. Warte ein paar Minuten.',
    'auth/missing-password': 'Gib auch dein Passwort ein.',
    'auth/network-request-failed': 'Die Anmeldung war nicht zu erreichen. Prüfe deine Verbindung.',
    'auth/invalid-action-code': 'Dieser Link wurde benutzt oder ist zu alt. Lass dir einen neuen schicken.',
    'auth/expired-action-code': 'Dieser Link wurde benutzt oder ist zu alt. Lass dir einen neuen schicken.',
    'auth/popup-closed-by-user': 'Das Fenster von Google wurde geschlossen.',
    'auth/popup-blocked': 'Der Browser hat das Fenster von Google verhindert. Erlaube es für diese Seite.',
    'auth/user-disabled': 'Dieses Konto ist gesperrt.',
    'auth/operation-not-allowed': 'Diese Art der Anmeldung gibt es hier nicht.',
    other: 'Die Anmeldung hat nicht geklappt. Versuche es noch einmal.',
  },
};
