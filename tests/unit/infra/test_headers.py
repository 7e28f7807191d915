"""What a browser is told with the studio, stage by stage: infra/headers.json."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping

import pytest

from local.infra import headers, hosting, topology

_LOCAL = {
    "GOOGLE_CLOUD_PROJECT": "demo-rushes",
    "STORAGE_EMULATOR_HOST": "http://127.0.0.1:1",
    "FIREBASE_AUTH_EMULATOR_HOST": "127.0.0.1:2",
    "FIRESTORE_EMULATOR_HOST": "127.0.0.1:3",
}
# As React Aria writes it for Safari on phones, while a dialog holds the page still.
_STILL = "@layer {\n  * {\n    overscroll-behavior: contain;\n  }\n}"
_STYLE = f"'sha256-{base64.b64encode(hashlib.sha256(_STILL.encode()).digest()).decode()}'"
_MEDIA, _UPLOADS = (f"https://storage.googleapis.com/rushes-example-{bucket}/" for bucket in ("media", "uploads"))
_RECAPTCHA = "https://www.google.com/recaptcha/"
_ALWAYS = {
    "default-src": "'none'",
    "style-src": f"'self' {_STYLE}",
    "font-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
}
_CLOUD = {
    "script-src": "'self' https://apis.google.com",
    "img-src": f"'self' blob: data: {_MEDIA}",
    "media-src": f"'self' blob: {_MEDIA}",
    "connect-src": f"'self' {_MEDIA} {_UPLOADS} https://identitytoolkit.googleapis.com https://securetoken.googleapis.com"
    " https://firestore.googleapis.com https://firebaseinstallations.googleapis.com https://fcmregistrations.googleapis.com",
    "frame-src": "'self'",
    "trusted-types": "default gapi#gapi goog#html",
}
_WITH_APP_CHECK = {
    "script-src": f"{_CLOUD['script-src']} {_RECAPTCHA} https://www.gstatic.com/recaptcha/",
    "connect-src": f"{_CLOUD['connect-src']} https://content-firebaseappcheck.googleapis.com {_RECAPTCHA}",
    "frame-src": f"'self' {_RECAPTCHA} https://recaptcha.google.com/recaptcha/",
}
_HERE = {
    "script-src": "'self'",
    "img-src": "'self' blob: data: http://127.0.0.1:1/demo-rushes-media/",
    "media-src": "'self' blob: http://127.0.0.1:1/demo-rushes-media/",
    "connect-src": "'self' http://127.0.0.1:1/demo-rushes-media/ http://127.0.0.1:1/demo-rushes-uploads/ http://127.0.0.1:2"
    " http://127.0.0.1:3",
    "frame-src": "'none'",
    "trusted-types": "default",
}


def policy(told: Mapping[str, str]) -> dict[str, str]:
    return dict(each.split(" ", 1) for each in told["Content-Security-Policy"].split("; "))


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        (headers.of_the_stack(_LOCAL), _HERE),
        (headers.of_a_deployment("rushes-example"), _CLOUD),
        (headers.of_a_deployment("rushes-example", app_check=True), _CLOUD | _WITH_APP_CHECK),
    ],
    ids=["the local stack", "a deployment", "with App Check"],
)
def test_a_stage_has_the_sources_that_it_needs_and_no_other(told: Mapping[str, str], wanted: Mapping[str, str]) -> None:
    """A6 U2: nothing inline, nothing evaluated; Google's helpers only where they help."""
    assert policy(told) == {**_ALWAYS, **wanted}
    assert "unsafe" not in told["Content-Security-Policy"]
    assert told["Cross-Origin-Opener-Policy"] == "same-origin-allow-popups"  # the window of a sign-in answers its opener
    assert "camera=(self)" in told["Permissions-Policy"]
    assert ("Strict-Transport-Security" in told) == ("apis.google.com" in told["Content-Security-Policy"])


def test_without_a_project_all_of_storage_is_a_source() -> None:
    """N1: firebase.json is for any; a deployment is published with its own."""
    for_any = policy(headers.of_a_deployment(None))
    assert for_any["media-src"] == "'self' blob: https://storage.googleapis.com"
    assert "{" not in "".join(for_any.values())


def test_the_last_that_hosting_is_told_of_an_address_is_how_long_it_is_kept() -> None:
    """N1: of rules that fit, it takes the last."""
    told = hosting.document(topology.read(), "rushes-example")["hosting"]["headers"]
    sources = [each["source"] for each in told]
    assert sources.index("/studio/**") < sources.index("/studio/assets/**") == len(sources) - 1
    caching = {each["source"]: header["value"] for each in told for header in each["headers"] if header["key"] == "Cache-Control"}
    assert {caching[source] for source in ("/", "/index.html", "/config.json", "/studio", "/studio/**")} == {"no-cache"}
    assert "immutable" in caching["/studio/assets/**"]
