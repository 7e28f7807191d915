"""The catalog's rows in operators' hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.operators.acts import REASON, act
from shared.admin import catalog
from shared.platform.web.door import Call, Reply, Routes

if TYPE_CHECKING:
    from shared.admin import views
    from shared.canaries import views as canary_views

routes = Routes("functions.forms.operators.models")


@routes.get("/models", query=REASON)
def list_catalog_rows(call: Call) -> Reply[views.CatalogRowList]:
    """List the catalog's rows, as written and as in force."""
    return Reply(body={"models": catalog.list_models(act(call), call.language)})


@routes.get("/canaries", query=REASON)
def list_canaries(call: Call) -> Reply[canary_views.CanaryList]:
    """List the canaries.

    How each model did when it was tried last.
    """
    return Reply(body=catalog.list_canaries(act(call)))


@routes.route("PUT", "/models/{surface}/{model}/suspension", body="ModelSuspensionRequest")
def set_model_suspension(call: Call) -> Reply[views.CatalogRow]:
    """Suspend a model, or end its suspension.

    In force with the next submit.
    """
    key = f"{call.path['surface']}/{call.path['model']}"
    return Reply(body=catalog.suspend_model(act(call), key, call.language, suspended=call.body.suspended))
