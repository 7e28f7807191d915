"""The care that keys of agents take: what they spend counts on them, with the charge, up to their cap."""

from __future__ import annotations

from tests.prove.mutants.edits import Mutant, drop, swap

MUTANTS = (
    Mutant(
        "a charge that its agent's key knows nothing of",
        drop("shared.lifecycle.admission:admit", "if A.agent: ..."),
        ("spent by an agent key",),
    ),
    Mutant(
        "a key without a cap",
        swap("shared.agent_keys.model:spend", "A.daily_cap", "None"),
        ("two by one agent key",),
    ),
    Mutant(
        "a plan that is another purchase each time",
        swap("shared.agents.plans:Plan.key", "A.text", "shared.platform.web.agent_keys.new_key().text"),
        ("bought by a plan",),
    ),
    Mutant(
        "a plan for whatever is asked for",
        swap("shared.agents.plans:_signed", '["agent-plan", A, B, C, D]', '["agent-plan", A, B, C]'),
        tests=("tests/unit/agents/test_plans.py",),
    ),
    Mutant(
        "a plan for whoever has it",
        swap("shared.agents.plans:_signed", '["agent-plan", A, B, C, D]', '["agent-plan", C, D]'),
        tests=("tests/unit/agents/test_plans.py",),
    ),
    Mutant(
        "a key that is counted without precondition",
        swap("shared.agent_keys.model:spend", "Update(A, B)", "shared.platform.firestore.documents.Patch(A.path, B)"),
        second_wall="the account is written in the same commit under one",
    ),
    Mutant(
        "a key that was revoked pays",
        swap("shared.agent_keys.model:spend", "shared.platform.web.agent_keys.require_good(...)", "None"),
        second_wall="the write of a document that is gone fails, and nothing is charged",
    ),
)
