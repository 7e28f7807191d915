"""What operators do. Every call leaves an audit entry, in the same commit as what it changes."""

from __future__ import annotations

from shared.admin.acts import Act, act
from shared.admin.credits import BalanceTooLow, GrantIdTaken, Posted, post_credits
from shared.admin.jobs import fail_job, list_dead_letters, list_jobs, look_at_job, replay_dead_letter
from shared.admin.keys import rewrap_keys
from shared.admin.models import list_models, suspend_model
from shared.admin.people import look_at_user, set_disabled, set_overrides, sign_out_user
from shared.admin.reconciling import list_reconcile_runs, look_at_reconcile_run, reconcile_now, reconcile_user
from shared.admin.sections import set_config, show_config
from shared.admin.stats import day_in_numbers

__all__ = [
    "Act",
    "BalanceTooLow",
    "GrantIdTaken",
    "Posted",
    "act",
    "day_in_numbers",
    "fail_job",
    "list_dead_letters",
    "list_jobs",
    "list_models",
    "list_reconcile_runs",
    "look_at_job",
    "look_at_reconcile_run",
    "look_at_user",
    "post_credits",
    "reconcile_now",
    "reconcile_user",
    "replay_dead_letter",
    "rewrap_keys",
    "set_config",
    "set_disabled",
    "set_overrides",
    "show_config",
    "sign_out_user",
    "suspend_model",
]
