"""The supervisor's two pages: one table that a person can read at a glance, and one that signs a browser in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

_SIGN_IN = Path(__file__).with_name("sign_in.html")

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; --line: #8884; --up: #1a7f37; --down: #cf222e }
@media (prefers-color-scheme: dark) { :root { --up: #3fb950; --down: #ff7b72 } }
body { max-width: 52rem; margin: 3rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem; margin: 0 } p { margin: .25rem 0 1.5rem; opacity: .75 }
.table { overflow-x: auto } table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
th, td { text-align: left; padding: .5rem .75rem; border-bottom: 1px solid var(--line); white-space: nowrap }
th { font-size: .8rem; opacity: .7; font-weight: 600 } .n { text-align: right }
nav { margin-top: 1.5rem } nav a { display: inline-block; margin-right: 1.5rem }
.up { color: var(--up) } .down { color: var(--down); font-weight: 600 }
"""


def render(health: Mapping[str, Any], clock: Mapping[str, Any]) -> str:
    parts: Mapping[str, Mapping[str, Any]] = health["parts"]
    down = [name for name, part in parts.items() if not part["up"]]
    heading = "Everything is up" if not down else f"Down: {', '.join(down)}"
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="5"><title>{escape(heading)} · Rushes</title><style>{_STYLE}</style></head>
<body><main><h1>{escape(heading)}</h1>
<p>{escape(str(health["project"]))} · {escape(_time(clock))}</p>
<div class="table"><table><thead><tr><th>Part</th><th>State</th><th class="n">Port</th><th class="n">Process</th>
<th class="n">Running for</th><th class="n">Memory</th><th>Log</th></tr></thead>
<tbody>{"".join(_row(name, part) for name, part in parts.items())}</tbody></table></div>
<nav aria-label="Elsewhere">{_links(parts)}</nav></main></body></html>
"""


def sign_in(environment: Mapping[str, str]) -> str:
    """Signs in whom the link names behind its `#`: the Auth emulator believes anybody, so this can be nothing but local."""
    told = {
        "auth": f"http://{environment['FIREBASE_AUTH_EMULATOR_HOST']}",
        "functions": environment["RUSHES_FUNCTIONS_URL"],
    }
    return _SIGN_IN.read_text(encoding="utf-8").replace("TOLD", json.dumps(told).replace("<", "\\u003c"))


def _links(parts: Mapping[str, Mapping[str, Any]]) -> str:
    places = [("This page as JSON", "/health"), ("The clock", "/clock")]
    if "messages" in parts:
        places.append(("Mail and messages to devices", parts["messages"]["url"]))
    if "simulator" in parts:
        places.append(("The simulator: clients, trouble, what was asked", parts["simulator"]["url"]))
    if "payments" in parts:
        places.append(("Payments: who pays, refunds, disputes", parts["payments"]["url"]))
    if "functions" in parts:
        places.append(("The documentation", f"{parts['functions']['url']}/docs/"))
    return "".join(f'<a href="{escape(where)}">{escape(words)}</a>' for words, where in places)


def _row(name: str, part: Mapping[str, Any]) -> str:
    state = '<td class="up">● up</td>' if part["up"] else '<td class="down">○ down</td>'
    numbers = [part["port"], part.get("pid", "–"), _span(part.get("uptime_s")), _memory(part.get("rss_mb"))]
    cells = "".join(f'<td class="n">{escape(str(number))}</td>' for number in numbers)
    return f'<tr><td>{escape(name)}</td>{state}{cells}<td><a href="/logs/{escape(name)}">log</a></td></tr>'


def _memory(megabytes: float | None) -> str:
    return "–" if megabytes is None else f"{megabytes:.0f} MB"


def _span(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _time(clock: Mapping[str, Any]) -> str:
    now = f"{str(clock['now'])[:19].replace('T', ' ')} UTC"
    moved = float(clock["offset_s"])
    return f"{now}, moved by {moved:+.0f} s" if moved else now
