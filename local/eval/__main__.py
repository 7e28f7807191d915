"""`make eval`: the simulator here, or Gemini when GEMINI_API_KEY is set; EVAL_MODEL names another model.

Exit code 0: every rule holds its mark; 1: one is missed; 2: it could not be measured.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from local.eval import report
from local.eval.cases import Case, cases
from local.stack import Stack, StackError
from shared.platform.clock import SystemClock
from shared.prompts.model_requests import first_request
from shared.prompts.writing import write_once
from shared.providers.gemini_writer import GeminiWriter
from shared.providers.writing import Photo, Trouble, Writer, WritingFailed

_DEFAULT_MODEL = "gemini-3.5-flash-lite"
_POINTLESS = (Trouble.KEY_MISSING, Trouble.KEY_INVALID, Trouble.MODEL_RETIRED, Trouble.NETWORK)


@contextmanager
def _writer() -> Generator[Writer]:
    key = os.environ.get("GEMINI_API_KEY")
    if key:
        print("Asking Gemini; this costs a few cents.", file=sys.stderr)
        yield GeminiWriter(key, SystemClock())
        return
    print("GEMINI_API_KEY is not set: asking the simulator.", file=sys.stderr)
    with TemporaryDirectory() as folder, Stack(Path(folder), parts=("storage", "simulator"), keep=False) as stack:
        yield GeminiWriter("simulated-key", SystemClock(), base_url=stack.environment["GOOGLE_GEMINI_BASE_URL"])


def _result(writer: Writer, model: str, case: Case) -> report.Result:
    content = case.painting.png()
    picture = Photo(f"gs://eval/{case.name}.png", "image/png", len(content), partial(io.BytesIO, content))
    try:
        return report.Result(case, write_once(writer, first_request(case.name, model, case.brief), case.brief, picture))
    except WritingFailed as failure:
        if failure.trouble in _POINTLESS:
            raise
        return report.Result(case, failure)


def _faults(result: report.Result) -> Iterator[str]:
    if isinstance(result.outcome, WritingFailed):
        yield f"{result.case.name}: {result.outcome.trouble} {result.outcome.message}"
        return
    missed = [rule for rule, kept in result.kept().items() if not kept]
    if missed:
        yield f"{result.case.name}: {', '.join(missed)}: {result.outcome.text}"


def main() -> int:
    model = os.environ.get("EVAL_MODEL", _DEFAULT_MODEL)
    try:
        with _writer() as writer:
            results = [_result(writer, model, case) for case in cases()]
    except WritingFailed as failure:
        print(f"The evaluation stopped: {failure.trouble} {failure.message}", file=sys.stderr)
        return 2
    except StackError as error:
        print(f"The stack did not start: {error}", file=sys.stderr)
        return 2
    for result in results:
        for fault in _faults(result):
            print(fault, file=sys.stderr)
    print(f"{model}, {len(results)} texts\n{report.table(results)}")
    return 0 if all(line.held for line in report.lines(results)) else 1


if __name__ == "__main__":
    raise SystemExit(main())
