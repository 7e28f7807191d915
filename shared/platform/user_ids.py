"""Users' ids: what Firebase Auth takes for one (any 1 to 128 characters), so far as a document can have it for its name.

Documents carry an id as it is, in fields and in names: the rules compare it with `request.auth.uid`. Objects carry it as
`in_object_names` says. Plain rules; docs/decisions/027-user-ids.md.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets

_LONGEST = 128
# As Firestore has it for a document's name, whose limit of 1500 bytes no 128 characters reach; a parameter in a route is one.
FORM = rf"(?!\.\.?(?:/|\Z))(?!__[^/]*__(?:/|\Z))[^/\ud800-\udfff]{{1,{_LONGEST}}}"
_ID = re.compile(FORM)
_PSEUDONYM = "erased-"
_AS_IT_IS = re.compile(r"[A-Za-z0-9_.~:@-]+")


def is_length(text: str) -> bool:
    return 0 < len(text) <= _LONGEST


def is_id(text: str) -> bool:
    """Whether a user can have this id here, and a document this name."""
    return _ID.fullmatch(text) is not None


def in_object_names(user_id: str) -> str:
    """What stands for the id in names of objects; no two ids have the same.

    Others than the usual signs are written so that no line break, wildcard, version mark or address can come of them,
    and within the 1024 bytes of a name.
    """
    if _AS_IT_IS.fullmatch(user_id):
        return user_id
    return f"={base64.urlsafe_b64encode(user_id.encode()).decode().rstrip('=')}"


def home_of(user_id: str) -> str:
    """What a user's uploads lie under."""
    return f"users/{in_object_names(user_id)}"


def media_home_of(user_id: str) -> str:
    """What all that is kept of a user lies under. Links to it are opened by strangers, who learn no id from it."""
    return media_home(home_of(user_id))


def media_home(home: str) -> str:
    """The same, of where their uploads lie."""
    return f"users/{hashlib.sha256(home.encode()).hexdigest()[:32]}"


def new_pseudonym() -> str:
    """What a ledger goes on under once its user is forgotten: of nothing, so it leads to nobody."""
    return f"{_PSEUDONYM}{secrets.token_hex(16)}"


def is_pseudonym(user_id: str) -> bool:
    return re.fullmatch(rf"{_PSEUDONYM}[0-9a-f]{{32}}", user_id) is not None
