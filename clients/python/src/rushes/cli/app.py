"""All commands, and how a run begins and ends."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click
from click.shell_completion import get_completion_class

from rushes import __version__, errors
from rushes.cli import boards, bridge, data, operators, people, webhooks, works
from rushes.cli.session import INTERRUPTED, Session, Stop, given

_CODES = """
\b
Exit codes: 0 ok, 1 it failed, 2 wrong usage, 3 not signed in, 4 refused
(credits, limits, rights), 5 no connection, 130 Ctrl-C.
"""


@click.group(epilog=_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="rushes")
@click.option("--profile", help="Whose key and which address; else RUSHES_PROFILE, else the one in use.")
@click.option("--url", help="Of the deployment; else RUSHES_URL, else the profile's.")
@click.option("--language", type=click.Choice(["de", "en"]), help="Of messages; else as your system speaks.")
@click.option("--json", "as_json", is_flag=True, help="The result as one JSON document on stdout, errors as JSON on stderr.")
@given
def app(session: Session, profile: str | None, url: str | None, language: str | None, as_json: bool) -> None:
    """Videos from words and pictures."""
    session.begin(profile, url, language, as_json=as_json)


@app.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what completes these commands: eval "$(rushes completion bash)"."""
    found = get_completion_class(shell)
    assert found is not None
    click.echo(found(app, {}, "rushes", "_RUSHES_COMPLETE").source())


for _command in (
    *(people.login, people.logout, people.profile, people.credits, people.agent_keys, people.keys, data.account),
    *(works.upload, works.image, works.prompt, works.video, works.models),
    *(boards.storyboard, boards.film),
    *(webhooks.webhooks, operators.admin, operators.api, bridge.mcp),
):
    app.add_command(_command)


def run(arguments: Sequence[str]) -> int:
    """The exit code; nobody sees a stack trace for what the world has done."""
    session = Session(as_json="--json" in arguments)
    try:
        return int(app.main(list(arguments), prog_name="rushes", standalone_mode=False, obj=session) or 0)
    except click.UsageError as wrong:
        if session.as_json:
            return session.explain(wrong)
        wrong.show()
        return wrong.exit_code
    except (click.Abort, KeyboardInterrupt):
        return session.explain(Stop(session.words("stopped"), code=INTERRUPTED))
    except BrokenPipeError:  # whoever read this has seen enough
        sys.stderr.close()
        return 0
    except (click.ClickException, errors.RushesError, ValueError, OSError) as error:
        return session.explain(error)
