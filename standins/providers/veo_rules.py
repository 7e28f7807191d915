"""What Veo refuses before it accepts: one check a field, fed by the model's row."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from .google import bad_field, decoded
from .models import VideoModel
from .shapes import Shape, strict
from .wire import Document

_IMAGE: Shape = dict.fromkeys(("bytesBase64Encoded", "gcsUri", "mimeType"))
_REQUEST: Shape = {
    "instances": [
        {
            "prompt": None,
            "image": _IMAGE,
            "lastFrame": _IMAGE,
            "video": _IMAGE,
            "referenceImages": [{"image": _IMAGE, "referenceType": None}],
            "mask": None,
        }
    ],
    "parameters": dict.fromkeys(
        (
            "sampleCount",
            "storageUri",
            "fps",
            "durationSeconds",
            "seed",
            "aspectRatio",
            "resolution",
            "personGeneration",
            "pubsubTopic",
            "negativePrompt",
            "enhancePrompt",
            "generateAudio",
            "compressionQuality",
            "resizeMode",
        )
    ),
    "labels": None,
}
_IMAGE_TYPES = ("image/png", "image/jpeg", "image/webp")
_LABEL = re.compile(r"[\w-]{0,63}")

Check = Callable[[VideoModel, Document, Document], None]  # model, instance, parameters


def understood(model: VideoModel, document: Document) -> tuple[Document, Document, dict[str, str]]:
    """Instance, parameters and labels of a request that the service would accept."""
    request = strict(document, _REQUEST, snake_case_too=False)
    instances = request.get("instances") or []
    if len(instances) != 1:
        raise bad_field("instances", f"Exactly one instance is required, but got {len(instances)}.")
    instance, parameters = instances[0], request.get("parameters") or {}
    for check in _CHECKS:
        check(model, instance, parameters)
    return instance, parameters, _labels(request.get("labels") or {})


def feature(instance: Document) -> str:
    names = {"video": "video_extension", "referenceImages": "reference_to_video", "image": "image_to_video"}
    return next((title for name, title in names.items() if name in instance), "text_to_video")


def inputs(instance: Document) -> list[str]:
    """What the render will have to fetch."""
    media = [instance.get(name) or {} for name in ("image", "lastFrame", "video")]
    media += [reference.get("image") or {} for reference in instance.get("referenceImages") or []]
    return [str(one["gcsUri"]) for one in media if one.get("gcsUri")]


def _one_of(name: str, allowed: tuple[Any, ...], *, any_case: bool = False) -> Check:
    def check(_: VideoModel, __: Document, parameters: Document) -> None:
        value = parameters.get(name)
        given = value.lower() if any_case and isinstance(value, str) else value
        if value is not None and (given not in allowed or type(given) is not type(allowed[0])):
            raise bad_field(name, f"{value!r} is not supported. Supported values: {', '.join(map(str, allowed))}.")

    return check


def _of_type(name: str, kind: type, wanted: str) -> Check:
    def check(_: VideoModel, __: Document, parameters: Document) -> None:
        if name in parameters and type(parameters[name]) is not kind:
            raise bad_field(name, f"must be {wanted}.")

    return check


def _prompt(model: VideoModel, instance: Document, _: Document) -> None:
    prompt = instance.get("prompt", "")
    if not isinstance(prompt, str):
        raise bad_field("prompt", "must be a string.")
    if not prompt.strip() and not instance.keys() & {"image", "video"}:
        raise bad_field("prompt", "Text prompt is required for text to video.")
    if len(prompt) / 4 > model.prompt_tokens:
        raise bad_field("prompt", f"The prompt is longer than {model.prompt_tokens} tokens.")


def _inputs(model: VideoModel, instance: Document, _: Document) -> None:
    for name in sorted(instance.keys() - {"prompt"}):
        if name not in model.inputs:
            raise bad_field(name, f"is not supported by {model.name}.")
    if "lastFrame" in instance and "image" not in instance:
        raise bad_field("lastFrame", "An image (first frame) is required with lastFrame.")
    if "referenceImages" in instance and instance.keys() & {"image", "lastFrame", "video"}:
        raise bad_field("referenceImages", "cannot be combined with image, lastFrame or video.")
    if "video" in instance and instance.keys() & {"image", "lastFrame"}:
        raise bad_field("video", "cannot be combined with image or lastFrame.")
    for name in ("image", "lastFrame"):
        if name in instance:
            _media(name, instance[name], _IMAGE_TYPES)
    if "video" in instance:
        _media("video", instance["video"], ("video/mp4",))
    references = instance.get("referenceImages", [])
    if "referenceImages" in instance and not 1 <= len(references) <= model.most_references:
        raise bad_field("referenceImages", f"1 to {model.most_references} are supported, but got {len(references)}.")
    for number, reference in enumerate(references):
        _media(f"referenceImages[{number}].image", reference.get("image", {}), _IMAGE_TYPES)
        if str(reference.get("referenceType", "")).lower() != "asset":
            raise bad_field(f"referenceImages[{number}].referenceType", "Only asset is supported by this model.")


def _media(name: str, media: Document, types: tuple[str, ...]) -> None:
    given = [key for key in ("bytesBase64Encoded", "gcsUri") if media.get(key)]
    if len(given) != 1:
        raise bad_field(name, "exactly one of bytesBase64Encoded and gcsUri is required.")
    if media.get("mimeType") not in types:
        raise bad_field(f"{name}.mimeType", f"must be one of {', '.join(types)}, not {media.get('mimeType')!r}.")
    if "gcsUri" in given and not re.fullmatch(r"gs://[^/]+/.+", str(media["gcsUri"])):
        raise bad_field(f"{name}.gcsUri", "must be a Cloud Storage address, gs://bucket/object.")
    if "bytesBase64Encoded" in given:
        decoded(f"{name}.bytesBase64Encoded", media["bytesBase64Encoded"])


def _duration(model: VideoModel, instance: Document, parameters: Document) -> None:
    resolution = parameters.get("resolution", "720p")
    seconds = parameters.get("durationSeconds", max(model.seconds))
    if type(seconds) not in (int, float):
        raise bad_field("durationSeconds", "must be a number.")
    bound = model.longest_only_with & {*instance, resolution}
    allowed = model.seconds[-1:] if bound else model.seconds
    if seconds not in allowed:
        listed = ",".join(map(str, allowed))
        reason = f" with {', '.join(sorted(bound))}" if bound else ""
        raise bad_field(
            "durationSeconds",
            f"Unsupported output video duration {seconds} seconds, supported durations are [{listed}] "
            f"for feature {feature(instance)}{reason}.",
        )


def _size(model: VideoModel, _: Document, parameters: Document) -> None:
    for name, allowed in (("resolution", model.resolutions), ("aspectRatio", model.aspects)):
        value = parameters.get(name, allowed[0])
        if value not in allowed:
            raise bad_field(name, f"{value!r} is not supported by this model. Supported values: {', '.join(allowed)}.")


def _numbers(model: VideoModel, _: Document, parameters: Document) -> None:
    bounds = {"sampleCount": (1, model.most_samples), "seed": (0, 2**32 - 1), "fps": (24, 24)}
    for name, (least, most) in bounds.items():
        value = parameters.get(name, least)
        if type(value) is not int or not least <= value <= most:
            raise bad_field(name, f"must be an integer from {least} to {most}, but got {value!r}.")


def _storage(_: VideoModel, __: Document, parameters: Document) -> None:
    if "storageUri" in parameters and not re.fullmatch(r"gs://[^/]+(/.*)?", str(parameters["storageUri"])):
        raise bad_field("storageUri", "must be a Cloud Storage address, gs://bucket/prefix/.")


def _resize(_: VideoModel, instance: Document, parameters: Document) -> None:
    if "resizeMode" in parameters and "image" not in instance:
        raise bad_field("resizeMode", "is only supported for image to video.")


def _labels(labels: Any) -> dict[str, str]:
    """As on every Google resource: lower case, digits, "_" and "-", at most 63 of them."""
    if not isinstance(labels, Mapping):
        raise bad_field("labels", "must be an object.")
    for key, value in labels.items():
        texts = (str(key), value) if isinstance(value, str) else ()
        if not texts or not key or any(not _LABEL.fullmatch(text) or text != text.lower() for text in texts):
            raise bad_field("labels", f"{key}={value} is not a label: lowercase letters, digits, _ and -, at most 63 characters.")
    return dict(labels)


_CHECKS: tuple[Check, ...] = (
    _prompt,
    _inputs,
    _size,
    _duration,
    _numbers,
    _storage,
    _resize,
    _one_of("personGeneration", ("allow_adult", "dont_allow", "allow_all")),
    _one_of("compressionQuality", ("optimized", "lossless"), any_case=True),
    _one_of("resizeMode", ("pad", "crop"), any_case=True),
    _of_type("generateAudio", bool, "a boolean"),
    _of_type("enhancePrompt", bool, "a boolean"),
    _of_type("negativePrompt", str, "a string"),
    _of_type("pubsubTopic", str, "a string"),
)
