"""Secrets of users: open, in a class that shows nothing of them, and sealed, as they may be stored. No Google here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, NoReturn


class Secret:
    """A text that is never written anywhere by accident; whoever needs it says `reveal`."""

    __slots__ = ("__text", "__weakref__")

    def __init__(self, text: str) -> None:
        self.__text = text

    def reveal(self) -> str:
        return self.__text

    def __repr__(self) -> str:
        return "Secret(hidden)"

    __str__ = __repr__

    def __reduce_ex__(self, _protocol: Any) -> NoReturn:
        raise TypeError("a secret is neither pickled nor copied")


class Sealed(NamedTuple):
    """A secret under a data key of its own, and that key wrapped by a version of the wrapping key."""

    ciphertext: bytes
    wrapped_key: bytes
    wrapped_by: str

    def fields(self) -> dict[str, Any]:
        return self._asdict()

    @classmethod
    def read(cls, fields: Mapping[str, Any]) -> Sealed:
        return cls(bytes(fields["ciphertext"]), bytes(fields["wrapped_key"]), fields["wrapped_by"])
