"""Prompts: from a picture and a brief to a text that makes a video. What a person does with them is told here by name.

The rules (brief, request, checks, language, template_text, outcomes, export) are plain; `asking` admits, `work` writes,
`shelf` keeps.
"""

from shared.prompts.shelf import (
    batch,
    delete,
    delete_all,
    draft,
    edit,
    exported,
    of_image,
    own_as_of,
    primary_of,
    reorder,
    set_primary,
    show,
)

__all__ = [
    "batch",
    "delete",
    "delete_all",
    "draft",
    "edit",
    "exported",
    "of_image",
    "own_as_of",
    "primary_of",
    "reorder",
    "set_primary",
    "show",
]
