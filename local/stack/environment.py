"""The environment that product code reads: the same names as in production, pointing at the parts of this stack."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Collection, Mapping
from pathlib import Path

from local.stack.topology import Topology
from standins.common.process import LOCALHOST
from standins.common.secret_files import keep_secret

OPERATOR = "operator@example.com"  # whom an operator's gcloud would impersonate
PAYMENT_SERVER = "payments@example.com"  # the service account of another payment server
_STRIPE_KEY = "sk_test_standin0000"


def identity_key(folder: Path) -> str:
    """The secret that hashed identities are made with: this folder's own, and the same at each start."""
    file = folder / "hash.key"
    if not file.exists():
        keep_secret(file, secrets.token_hex(32))
    return file.read_text()


def hook_secret(folder: Path, sender: str) -> str:
    """What this folder's simulator signs its webhooks with, and what our functions believe."""
    return f"whsec_{base64.b64encode(hashlib.sha256(f'{identity_key(folder)} {sender}'.encode()).digest()).decode()}"


def stripe_secret(folder: Path) -> str:
    """What this folder's payment stand-in signs its events with: Stripe's are no base64."""
    return f"whsec_{hashlib.sha256(f'{identity_key(folder)} stripe'.encode()).hexdigest()}"


def environment_of(
    parts: Collection[str], ports: Mapping[str, int], topology: Topology, folder: Path, outside: Mapping[str, str]
) -> dict[str, str]:
    """What a process needs to use the parts that run; `outside` tells whether a real key switches a provider."""

    def at(part: str) -> str:
        return f"{LOCALHOST}:{ports[part]}"

    def url(part: str) -> str:
        return f"http://{at(part)}"

    of_part = {
        "firestore": {"FIRESTORE_EMULATOR_HOST": at},
        "auth": {"FIREBASE_AUTH_EMULATOR_HOST": at},
        "storage": {"STORAGE_EMULATOR_HOST": url, "IAM_CREDENTIALS_EMULATOR_HOST": url, "CLOUD_KMS_EMULATOR_HOST": url},
        "tasks": {
            "CLOUD_TASKS_EMULATOR_HOST": at,
            "CLOUD_SCHEDULER_EMULATOR_HOST": at,
            "RUSHES_TASKS_CONTROL_URL": lambda part: url(f"{part}_http"),  # where tests order trouble
        },
        "messages": {
            "FCM_EMULATOR_HOST": url,
            "RUSHES_SMTP_HOST": lambda _: at("smtp"),
            "RUSHES_MAIL_FROM": lambda _: "rushes@example.com",
            "RUSHES_MESSAGES_CONTROL_URL": url,  # where tests look what came, and order trouble
        },
        # Vertex writes into buckets, which are local here: only the simulator can. Gemini goes out when it has a key.
        "simulator": {"GOOGLE_VERTEX_BASE_URL": url} | ({} if outside.get("GEMINI_API_KEY") else {"GOOGLE_GEMINI_BASE_URL": url}),
        "payments": {} if outside.get("STRIPE_API_KEY") else {"RUSHES_STRIPE_URL": url, "STRIPE_API_KEY": lambda _: _STRIPE_KEY},
        "functions": {"RUSHES_FUNCTIONS_URL": url},
    }
    if not outside.get("RUSHES_OPENAI_VIDEOS_URL"):  # a server of one's own, when it is named
        of_part["simulator"] |= {
            "RUSHES_OPENAI_VIDEOS_URL": lambda part: f"{url(part)}/openai/v1",
            "RUSHES_OPENAI_VIDEOS_KEY": lambda _: "sk-simulated-videos",
        }
    switches = {"gemini-api": "GEMINI_API_KEY", "openai-videos": "RUSHES_OPENAI_VIDEOS_URL"}
    served = [surface for surface, switch in switches.items() if "simulator" in parts or outside.get(switch)]
    return {
        "RUSHES_OUR_SURFACES": ",".join(served),
        "GOOGLE_CLOUD_PROJECT": topology.project,
        "RUSHES_REGION": topology.region,
        "CLOCK_FILE": str(folder / "clock"),
        "GOOGLE_KEYS_EMULATOR_HOST": url("control"),
        "RUSHES_CONTROL_URL": url("control"),
        "RUSHES_IDENTITY_KEY": identity_key(folder / "identity"),
        "RUSHES_HOOK_SECRETS_GEMINI": hook_secret(folder / "identity", "gemini"),
        "RUSHES_HOOK_SECRETS_OPENAI": hook_secret(folder / "identity", "openai"),
        "RUSHES_HOOK_SECRETS_STRIPE": outside.get("RUSHES_HOOK_SECRETS_STRIPE") or stripe_secret(folder / "identity"),
        "RUSHES_PAYMENT_SERVERS": PAYMENT_SERVER,
        "RUSHES_BUCKET_UPLOADS": topology.bucket("uploads"),
        "RUSHES_BUCKET_PROVIDER_OUT": topology.bucket("provider-out"),
        "RUSHES_BUCKET_MEDIA": topology.bucket("media"),
        "RUSHES_CORS_ORIGINS": "*",
        "RUSHES_WEBHOOKS_LOOPBACK": "yes",
        "RUSHES_OPERATORS": OPERATOR,
        "RUSHES_SIGNER": f"rushes-signer@{topology.project}.iam.gserviceaccount.com",
        "RUSHES_KMS_KEY": topology.kms_key,
        **{name: address(part) for part in parts for name, address in of_part[part].items()},
    }
