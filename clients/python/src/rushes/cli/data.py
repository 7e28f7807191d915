"""All that is one's own: taken along as a file, deleted, kept after all. Only ever done by the user, never by an agent key."""

from __future__ import annotations

from pathlib import Path

import click
import httpx

from rushes import types
from rushes._pace import Pace
from rushes.cli.session import Session, Stop, given

_EVERY_S = 5.0
_BLOCK = 1024 * 1024


@click.group()
def account() -> None:
    """All that is yours: export it, delete your account, keep it after all."""


@account.command()
@click.option("--wait", is_flag=True, help="Wait until it is ready.")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Wait, and save it there.")
@given
def export(session: Session, wait: bool, output: Path | None) -> None:
    """Have all that is yours put into one file; asked again meanwhile, it is the same one."""
    doors = session.owner.account
    made = doors.create_export()
    bar = session.bar(f"export {made.id}")
    try:
        while (wait or output) and made.status in ("queued", "making"):
            bar(0.5 if made.status == "making" else 0.0, made.status)
            Pace().sleep(_EVERY_S)
            made = doors.get_export(made.id)
        if made.status == "failed":
            raise Stop(session.words("export_failed"))
        if output and made.address:
            _save(session, made, made.address, output)
            session.show({**made.to_dict(), "path": str(output)}, session.words("saved", path=output))
            return
    except KeyboardInterrupt:
        raise Stop(session.words("still_on", command="rushes account export --wait"), code=130) from None
    finally:
        bar.end()
    told = session.words("exported", address=made.address, until=made.ends_at) if made.address else f"{made.id}  {made.status}"
    session.show(made, told)


@account.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@given
def delete(session: Session, yes: bool) -> None:
    """Delete your account with all that is in it, after a while in which you can take that back."""
    if not yes:
        click.confirm(session.words("delete_all"), abort=True, err=True)
    told = session.owner.account.delete()
    session.show(told, session.words("deletes_at", at=told.deletes_at))


@account.command()
@given
def keep(session: Session) -> None:
    """Take its deletion back."""
    session.owner.account.keep()
    session.show({"kept": True}, session.words("done"))


def _save(session: Session, made: types.Export, address: str, output: Path) -> None:
    """Under another name until it is whole."""
    part = output.with_name(f"{output.name}.part")
    with httpx.stream("GET", address, follow_redirects=True, timeout=60) as answer:
        answer.raise_for_status()
        with part.open("wb") as file:
            for block in answer.iter_bytes(_BLOCK):
                file.write(block)
    if made.bytes is not None and part.stat().st_size != made.bytes:
        part.unlink()
        raise Stop(session.words("broken_off", path=output))
    part.replace(output)
