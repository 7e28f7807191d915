"""The documentation site: docs/ and what is written from the API document, as static pages that need no server (decision 057).

    python -m local.site     build it into .local/site

Everything lies under /docs/, each page with its Markdown twin beside it; llms.txt and llms-full.txt belong at the root.
"""

from __future__ import annotations

from local.tools import LOCAL

SITE = LOCAL / "site"
AT_THE_ROOT = ("llms.txt", "llms-full.txt")
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
