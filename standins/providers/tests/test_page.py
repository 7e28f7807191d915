"""The simulator's page: what it tells is true, and what strangers wrote stays text."""

from __future__ import annotations

import html
import re
import subprocess
import warnings

from standins.providers.fault_examples import EXAMPLES

from .conftest import Stage


def blocks(page: str) -> list[str]:
    return [html.unescape(block) for block in re.findall(r"<pre><code>(.*?)</code></pre>", page, re.DOTALL)]


def test_every_client_on_the_page_works_as_it_stands_there(simulator: Stage) -> None:
    """M5: the base addresses for an API key, for Vertex, for the OpenAI wire and for curl, run as they were copied."""
    told = blocks(simulator.http.get("/").text)
    pythons = [block for block in told if "import" in block]
    curls = [line for block in told if block.startswith("curl") for line in block.split("\n\n")]
    assert (len(pythons), len(curls)) == (3, 2)
    before = simulator.journal()["accepted"]["billed"]
    for code in pythons:
        assert simulator.simulator.url in code
        with warnings.catch_warnings(action="ignore"):
            exec(compile(code, "page", "exec"), {})
    for line in curls:
        subprocess.run(["bash", "-c", line.replace("curl", "curl -sf", 1)], check=True, capture_output=True, timeout=30)
    assert simulator.journal()["accepted"]["billed"] == before + 3


def test_the_page_is_all_its_own_and_guards_what_strangers_wrote(simulator: Stage) -> None:
    """M5: nothing from elsewhere, no script in the page, no prompt as markup; a language, a title, real buttons."""
    page, script = simulator.http.get("/"), simulator.http.get("/page.js")
    assert page.headers["content-type"].startswith("text/html")
    assert '<html lang="en">' in page.text
    for served in (page, script, simulator.http.get("/page.css")):
        assert served.status_code == 200
        policy = served.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert {*re.findall(r"https?://[^/\"'` <]+", served.text)} <= {simulator.simulator.url}
    assert not re.search(r"<script>|<style>| on\w+=", page.text)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(", script.text)


def test_a_strange_host_does_not_reach_the_page(simulator: Stage) -> None:
    """M5: the address on the page is the caller's, if it is one."""
    page = simulator.http.get("/", headers={"Host": '"><script>alert(1)</script>'})
    assert "alert(1)" not in page.text


def test_every_trouble_to_choose_from_can_be_ordered(simulator: Stage) -> None:
    """M5: the page's list is made from these very rows, and each is a rule that is taken."""
    rows = simulator.http.get("/_local/faults/examples").json()["examples"]
    assert [row["name"] for row in rows] == [example.name for example in EXAMPLES]
    for row in rows:
        ordered = simulator.http.post("/_local/faults", json=row["rule"])
        assert ordered.status_code == 200, ordered.text
        assert ordered.json()["do"] == row["rule"]["do"]
        assert simulator.http.delete(f"/_local/faults/{ordered.json()['id']}").json() == {"cleared": 1}
