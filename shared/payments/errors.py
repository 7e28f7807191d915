"""Why credits cannot be bought, or are not posted."""

from __future__ import annotations

from shared.platform.errors import AppError, Text


class PaymentsOff(AppError):
    """No key of Stripe's is set where this runs."""

    status, code = 409, "PAYMENTS_OFF"
    message = Text("Credits cannot be bought here.", "Credits kann man hier nicht kaufen.")
    action = Text("Ask whoever runs this service for credits.", "Frag nach Credits, wer diesen Dienst betreibt.")


class ReturnAddress(AppError):
    status, code = 400, "RETURN_ADDRESS"
    message = Text("After paying nobody is sent to {url}.", "Nach dem Bezahlen wird niemand zu {url} geschickt.")
    action = Text(
        "Name a page of this service, or of an origin that may call it.",
        "Nenne eine Seite dieses Dienstes oder einer Adresse, die ihn aufrufen darf.",
    )


class NothingBought(AppError):
    status, code = 409, "NOTHING_BOUGHT"
    message = Text("You have bought nothing here yet.", "Du hast hier noch nichts gekauft.")
    action = Text("Buy a package first.", "Kaufe zuerst ein Paket.")


class PaymentIdTaken(AppError):
    status, code = 409, "PAYMENT_ID_TAKEN"
    message = Text(
        "This id was used for another user, payment or number of credits.",
        "Diese Id gehört zu einem anderen Konto, einer anderen Zahlung oder anderen Zahl von Credits.",
    )
    action = Text("Use a new id.", "Nimm eine neue Id.")


class MoreThanPaid(AppError):
    status, code = 409, "MORE_THAN_PAID"
    message = Text(
        "The payment brought {paid} credits; {credits} cannot be taken or given back.",
        "Die Zahlung brachte {paid} Credits; {credits} lassen sich nicht zurückholen oder -geben.",
    )
    action = Text("Name {paid} credits at most.", "Nenne höchstens {paid} Credits.")
