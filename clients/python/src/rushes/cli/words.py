"""What the command line says by itself, in both languages; what the API says comes in the same language from there."""

from __future__ import annotations

import os
from collections.abc import Mapping

_WORDS: Mapping[str, tuple[str, str]] = {
    "what_to_do": ("What to do: {hint}", "Was hilft: {hint}"),
    "request": ("Request {id}", "Anfrage {id}"),
    "stopped": ("Stopped.", "Abgebrochen."),
    "still_on": (
        "It goes on without us. To wait for it again: {command}",
        "Es geht ohne uns weiter. Wieder darauf warten: {command}",
    ),
    "cancelled": ("Cancelled: {id}", "Abgebrochen: {id}"),
    "not_cancelled": ("It could not be cancelled: {why}", "Es ließ sich nicht abbrechen: {why}"),
    "again": (
        "It may have arrived. The same command with --idempotency-key {key} asks once more, and pays once.",
        "Es ist vielleicht angekommen. Derselbe Befehl mit --idempotency-key {key} fragt noch einmal und zahlt einmal.",
    ),
    "no_login": ("Nobody is signed in for the profile {profile}.", "Für das Profil {profile} ist niemand angemeldet."),
    "log_in": ("Run `rushes login`, or set RUSHES_TOKEN.", "Rufe `rushes login` auf oder setze RUSHES_TOKEN."),
    "no_firebase": (
        "Where to sign in is not known: {url} does not tell, and no option does.",
        "Wo man sich anmeldet, ist nicht bekannt: {url} sagt es nicht, und keine Option.",
    ),
    "tell_firebase": (
        "Give --api-key and --auth-domain of the Firebase web app, --auth-emulator HOST:PORT or --token-stdin.",
        "Nenne --api-key und --auth-domain der Firebase-Web-App, --auth-emulator HOST:PORT oder --token-stdin.",
    ),
    "open_page": (
        "Sign in in your browser. If it does not open, go to:\n  {url}",
        "Melde dich im Browser an. Öffnet er sich nicht, gehe zu:\n  {url}",
    ),
    "login_late": ("Nobody signed in within {minutes} minutes.", "Innerhalb von {minutes} Minuten hat sich niemand angemeldet."),
    "not_signed_in": ("The sign-in was refused: {why}", "Die Anmeldung wurde abgelehnt: {why}"),
    "check_person": ("Check e-mail address and password.", "Prüfe E-Mail-Adresse und Passwort."),
    "logged_in": (
        "Signed in: profile {profile}, {url}. The key is kept in {place}.",
        "Angemeldet: Profil {profile}, {url}. Der Schlüssel liegt in {place}.",
    ),
    "keyring": ("the system's keyring", "dem Schlüsselbund des Systems"),
    "logged_out": ("Signed out: profile {profile}.", "Abgemeldet: Profil {profile}."),
    "key_lives": (
        "Its agent key {id} still works for whoever has it. To end it: rushes agent-keys revoke {id}",
        "Sein Agentenschlüssel {id} gilt weiter für den, der ihn hat. Beenden: rushes agent-keys revoke {id}",
    ),
    "as_yourself": (
        "This needs yourself, not an agent key: sign in for this one command.",
        "Das musst du selbst tun, nicht ein Agentenschlüssel: Melde dich für diesen einen Befehl an.",
    ),
    "token_once": ("Its token is shown once: {token}", "Der Schlüssel wird nur einmal gezeigt: {token}"),
    "uploaded": ("{id}  {file}", "{id}  {file}"),
    "too_dear": ("It would cost {credits} credits, more than {most}.", "Es würde {credits} Credits kosten, mehr als {most}."),
    "saved": ("Saved: {path}", "Gespeichert: {path}"),
    "asked_for": ("Video {id}: {credits} credits", "Video {id}: {credits} Credits"),
    "film_asked_for": ("Film {id}: {credits} credits", "Film {id}: {credits} Credits"),
    "shot": ("{count} videos: {credits} credits", "{count} Videos: {credits} Credits"),
    "costs": ("{credits} credits", "{credits} Credits"),
    "expiring": ("{credits} of them until {at:%Y-%m-%d}", "{credits} davon bis {at:%d.%m.%Y}"),
    "pay_at": ("Pay here, within an hour: {url}", "Bezahle hier, innerhalb einer Stunde: {url}"),
    "balance": ("{balance} credits", "{balance} Credits"),
    "spent": ("Spent today: {spent} of {cap}", "Heute ausgegeben: {spent} von {cap}"),
    "no_connection": ("No connection: {why}", "Keine Verbindung: {why}"),
    "lost": ("The answer was lost: {why}", "Die Antwort ging verloren: {why}"),
    "check_connection": ("Check the connection, and the address {url}.", "Prüfe die Verbindung und die Adresse {url}."),
    "by_id": (
        "Name what was uploaded by its id then: {file} is {id}.",
        "Nenne Hochgeladenes dann mit seiner id: {file} ist {id}.",
    ),
    "grant_again": (
        "It may have arrived. The same command with --grant-id {id} asks once more, and counts once.",
        "Es ist vielleicht angekommen. Derselbe Befehl mit --grant-id {id} fragt noch einmal und zählt einmal.",
    ),
    "no_pictures": ("No JPEG, PNG or WebP pictures in: {places}", "Keine JPEG-, PNG- oder WebP-Bilder in: {places}"),
    "not_uploaded": ("{count} of {all} were refused:", "{count} von {all} wurden abgelehnt:"),
    "no_image": ("{image!r} is neither an id nor a file", "{image!r} ist weder eine id noch eine Datei"),
    "no_json": ("that is no JSON: {why}", "das ist kein JSON: {why}"),
    "no_pair": ("each query is NAME=VALUE", "jede Abfrage ist NAME=WERT"),
    "say_what": (
        "Say what should be seen: a PROMPT, or --prompt-id.",
        "Sage, was zu sehen sein soll: ein PROMPT oder --prompt-id.",
    ),
    "say_which": ("Say which videos, or --storyboard.", "Sage, welche Videos, oder --storyboard."),
    "scene_or_stale": ("Either --scene or --stale.", "Entweder --scene oder --stale."),
    "password": ("Password", "Passwort"),
    "key": ("Key", "Schlüssel"),
    "no_profile": ("There is no profile {name}.", "Es gibt kein Profil {name}."),
    "moved": ("Moved: {count}", "Verschoben: {count}"),
    "in_trash": ("In the trash: {count}", "Im Papierkorb: {count}"),
    "marked": ("Marked: {count}", "Markiert: {count}"),
    "left": ("{count} stayed as they were:", "{count} blieben, wie sie waren:"),
    "say_mark": ("Say which mark: --favourite, --tag or --untag.", "Sage, welche Markierung: --favourite, --tag oder --untag."),
    "ids_or_failed": ("Either ids or --failed.", "Entweder ids oder --failed."),
    "secret_once": ("{id}: its secret is shown once: {secret}", "{id}: Das Geheimnis wird nur einmal gezeigt: {secret}"),
    "listening": (
        "Listening; Ctrl-C ends it. What is handed on is signed by {secret}",
        "Ich höre zu; Strg-C beendet es. Was weitergegeben wird, ist signiert mit {secret}",
    ),
    "only_here": (
        "{url} is not on this machine: a server elsewhere is an endpoint (`rushes webhooks create`).",
        "{url} ist nicht auf diesem Rechner: Ein Server anderswo ist ein Endpunkt (`rushes webhooks create`).",
    ),
    "one_or_since": ("Either a DELIVERY_ID or --since.", "Entweder eine DELIVERY_ID oder --since."),
    "redelivered": ("{count} are sent again.", "{count} werden noch einmal gesendet."),
    "done": ("Done.", "Erledigt."),
    "exported": (
        "{address}\nTo be had until {until}; whoever has this address has all of it.",
        "{address}\nZu haben bis {until}; wer diese Adresse hat, hat alles.",
    ),
    "export_failed": (
        "The export could not be made. Ask for another.",
        "Der Export ließ sich nicht machen. Fordere einen neuen an.",
    ),
    "broken_off": ("The download broke off: {path}", "Der Download brach ab: {path}"),
    "delete_all": (
        "Delete your account with every picture, prompt, video and film, and the credits that are left?",
        "Dein Konto mit allen Bildern, Prompts, Videos, Filmen und übrigen Credits löschen?",
    ),
    "deletes_at": (
        "Your account will be deleted at {at}. Until then: rushes account keep",
        "Dein Konto wird am {at} gelöscht. Bis dahin: rushes account keep",
    ),
    "unlimited": ("no limit", "ohne Grenze"),
}


class Words:
    def __init__(self, language: str | None = None) -> None:
        asked = language or os.environ.get("RUSHES_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or "en"
        self.language = "de" if asked.lower().startswith("de") else "en"

    def __call__(self, name: str, /, **values: object) -> str:
        return _WORDS[name][self.language == "de"].format(**values)
