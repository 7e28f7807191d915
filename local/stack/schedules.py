"""Run a schedule now, through the real Cloud Scheduler client, exactly as `gcloud scheduler jobs run` would."""

from __future__ import annotations

from typing import Any

from local.stack.parts import Site

_SECONDS = 10.0


def run_now(site: Site, schedule: str) -> dict[str, Any]:
    # loaded on first use: the clients take half a second that no start of the stack should pay
    import grpc
    from google.cloud import scheduler_v1
    from google.cloud.scheduler_v1.services.cloud_scheduler.transports import CloudSchedulerGrpcTransport

    with grpc.insecure_channel(site.host("tasks")) as channel:
        client = scheduler_v1.CloudSchedulerClient(transport=CloudSchedulerGrpcTransport(channel=channel))
        name = client.job_path(site.project, site.topology.region, schedule)
        job = client.run_job(name=name, timeout=_SECONDS)
    return {"name": job.name, "state": job.state.name}
