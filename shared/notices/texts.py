"""What mail and devices say. Nothing of a prompt or a name: both lie open in mailboxes and on screens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from shared.notices.kinds import Letter, NoticeEvent
from shared.platform.errors import Text


class Words(NamedTuple):
    title: Text
    body: Text  # of a letter a paragraph and a link


WORDS: Mapping[NoticeEvent | Letter, Words] = {
    NoticeEvent.VIDEO_COMPLETED: Words(
        Text("Your video is ready", "Dein Video ist fertig"), Text("Watch it here:\n{link}", "Hier kannst du es ansehen:\n{link}")
    ),
    NoticeEvent.VIDEO_FAILED: Words(
        Text("Your video could not be made", "Dein Video ist nicht gelungen"),
        Text(
            "What happened, and what you can do, stands here:\n{link}", "Was geschah und was du tun kannst, steht hier:\n{link}"
        ),
    ),
    NoticeEvent.FILM_COMPLETED: Words(
        Text("Your film is ready", "Dein Film ist fertig"), Text("Watch it here:\n{link}", "Hier kannst du ihn ansehen:\n{link}")
    ),
    NoticeEvent.FILM_FAILED: Words(
        Text("Your film could not be made", "Dein Film ist nicht gelungen"),
        Text(
            "What happened, and what you can do, stands here:\n{link}", "Was geschah und was du tun kannst, steht hier:\n{link}"
        ),
    ),
    NoticeEvent.CREDITS_LOW: Words(
        Text("You have {balance} {balance:credit|credits} left", "Du hast noch {balance} {balance:Credit|Credits}"),
        Text("Your account:\n{link}", "Dein Konto:\n{link}"),
    ),
    Letter.EXPORT_READY: Words(
        Text("Your data are ready for download", "Deine Daten stehen zum Herunterladen bereit"),
        Text(
            "The address is good until {until}. Whoever has it gets your data: keep it to yourself.\n{link}",
            "Die Adresse gilt bis {until}. Wer sie hat, bekommt deine Daten: Gib sie nicht weiter.\n{link}",
        ),
    ),
    Letter.ACCOUNT_DELETED: Words(
        Text("Your account was deleted", "Dein Konto wurde gelöscht"),
        Text(
            "All that you kept here is gone. This is the last message to this address.",
            "Alles, was du hier hattest, ist gelöscht. Dies ist die letzte Nachricht an diese Adresse.",
        ),
    ),
    Letter.ENDPOINT_OFF: Words(
        Text("A webhook endpoint of yours was switched off", "Ein Webhook-Endpunkt von dir wurde abgeschaltet"),
        Text(
            "{url}\nIt answered 410, or took nothing for three days ({reason}). Once it works again, switch it on and have what "
            "failed sent once more.",
            "{url}\nEr antwortete mit 410 oder nahm drei Tage lang nichts an ({reason}). Wenn er wieder arbeitet, schalte ihn "
            "ein und lass senden, was fehlschlug.",
        ),
    ),
    Letter.WORK_REPORTED: Words(
        Text("Something that you shared was reported", "Etwas, das du geteilt hast, wurde gemeldet"),
        Text(
            "Somebody reported a video or film of yours. We looked at it and it can no longer be seen by its links. If you think "
            "that this is wrong, answer us with its address:\n{link}",
            "Jemand hat ein Video oder einen Film von dir gemeldet. Wir haben es uns angesehen, und über seine Links ist es "
            "nicht mehr zu sehen. Hältst du das für falsch, dann schreib uns mit seiner Adresse:\n{link}",
        ),
    ),
    Letter.REPORT_ACTED_ON: Words(
        Text("What you reported cannot be seen any more", "Was du gemeldet hast, ist nicht mehr zu sehen"),
        Text(
            "Thank you for your report. We looked at it and acted. Your address is deleted with this message.",
            "Danke für deine Meldung. Wir haben sie geprüft und gehandelt. Mit dieser Nachricht wird deine Adresse gelöscht.",
        ),
    ),
    Letter.REPORT_DISMISSED: Words(
        Text("We looked at what you reported", "Wir haben geprüft, was du gemeldet hast"),
        Text(
            "Thank you for your report. It does not break our rules, so it stays. Your address is deleted with this message.",
            "Danke für deine Meldung. Es verstößt nicht gegen unsere Regeln und bleibt. Mit dieser Nachricht wird deine Adresse "
            "gelöscht.",
        ),
    ),
}

# several of a kind in one mail, each with its link
TOGETHER: Mapping[NoticeEvent, Text] = {
    NoticeEvent.VIDEO_COMPLETED: Text(
        "{count} {count:video is|videos are} ready", "{count} {count:Video ist|Videos sind} fertig"
    ),
    NoticeEvent.VIDEO_FAILED: Text(
        "{count} {count:video|videos} could not be made", "{count} {count:Video ist|Videos sind} nicht gelungen"
    ),
    NoticeEvent.FILM_COMPLETED: Text("{count} {count:film is|films are} ready", "{count} {count:Film ist|Filme sind} fertig"),
    NoticeEvent.FILM_FAILED: Text(
        "{count} {count:film|films} could not be made", "{count} {count:Film ist|Filme sind} nicht gelungen"
    ),
    NoticeEvent.CREDITS_LOW: WORDS[NoticeEvent.CREDITS_LOW].title,
}
SEVERAL = Text("News of {count} works", "Neues von {count} Arbeiten")

WHY = Text(
    "You get this mail because you chose it in your account: {settings}",
    "Du bekommst diese Mail, weil du sie in deinem Konto gewählt hast: {settings}",
)
