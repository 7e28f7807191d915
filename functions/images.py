"""images: collections, and the pictures in them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared.accounts import signup
from shared.config.call_rate import calls_per_minute
from shared.erasure import commands as erasure_commands
from shared.images import admission, collections, commands, reads
from shared.images.model import shown, shown_collection
from shared.platform.web import plain_queries
from shared.platform.web.callers import user
from shared.platform.web.door import Call, Reply, deleted, page, refusals
from shared.platform.web.flask_door import FlaskDoor

if TYPE_CHECKING:
    from functions.forms import images as forms
    from shared.images import views
    from shared.platform.web import views as common_views

door = FlaskDoor(
    "images", caller=user, newcomer=signup.open_account, forms="functions.forms.images", calls_per_minute=calls_per_minute
)


@door.route("POST", "/collections", body="CollectionRequest", status=201)
def create_collection(call: Call) -> Reply[views.Collection]:
    """Create a collection of images."""
    return Reply(201, shown_collection(collections.create(call.caller.id, call.body.name)))


@door.get("/collections", query="PageQuery", plainly=plain_queries.first_page, reads=page)
def list_collections(call: Call) -> Reply[views.CollectionList]:
    """List your collections, newest first.

    Each with how many images it holds.
    """
    page = collections.listed(call.caller.id, limit=call.query.limit, cursor=call.query.cursor)
    return Reply(body={"collections": [shown_collection(row) for row in page.rows], "next_cursor": page.next_cursor})


@door.get("/collections/{collection_id}")
def get_collection(call: Call) -> Reply[views.Collection]:
    """Get a collection.

    With how many images it holds.
    """
    return Reply(body=shown_collection(collections.show(call.caller.id, call.path["collection_id"])))


@door.route("PATCH", "/collections/{collection_id}", body="CollectionRequest")
def update_collection(call: Call) -> Reply[views.Collection]:
    """Rename a collection."""
    renamed = collections.rename(call.caller.id, call.path["collection_id"], call.body.name)
    return Reply(body=shown_collection(renamed))


@door.route(
    "DELETE", "/collections/{collection_id}", query="DeletionQuery", plainly=plain_queries.plain_deletion, status=204, reads=100
)
def delete_collection(call: Call) -> None:
    """Delete a collection with its images.

    Their prompts and files go too; videos that are being made keep what they need. Refused where storyboards plan with
    its images, unless forced.
    """
    erasure_commands.delete_collection(call.caller.id, call.path["collection_id"], force=call.query.force)


@door.route("POST", "/", body="ImageRequest", status=201, at_once=True)
def create_image(call: Call) -> Reply[views.ImageUpload]:
    """Create an image and get an upload address.

    Send the bytes there with PUT and exactly the headers that are given.
    """
    asked: forms.ImageRequest = call.body
    upload = admission.ask_upload(
        call.caller.id,
        asked.collection_id,
        content_type=asked.content_type,
        bytes=asked.bytes,
        title=asked.title,
        metadata=asked.metadata,
        likeness=asked.likeness,
    )
    return Reply(201, {"image": shown(upload.image, call.language), "upload": upload.target})


@door.get("/", query="ImageQuery", reads=page)
def list_images(call: Call) -> Reply[views.ImageList]:
    """List your images, newest first."""
    asked: forms.ImageQuery = call.query
    page = reads.listed(
        call.caller.id, limit=asked.limit, cursor=asked.cursor, collection_id=asked.collection_id, status=asked.status
    )
    return Reply(body={"images": [shown(row, call.language) for row in page.rows], "next_cursor": page.next_cursor})


@door.get("/{image_id}")
def get_image(call: Call) -> Reply[views.Image]:
    """Get an image."""
    return Reply(body=shown(reads.show(call.caller.id, call.path["image_id"]), call.language))


@door.get("/{image_id}/links", query="LinksQuery", plainly=plain_queries.usual_links, at_once=True)
def get_image_links(call: Call) -> Reply[views.ImageLinks]:
    """Get addresses of an image's files.

    The picture and its thumbnail, for an hour or as asked, and without signing in.
    """
    return Reply(body=reads.links(call.caller.id, call.path["image_id"], timedelta(minutes=call.query.minutes)))


@door.route("POST", "/links", body="LinksRequest", asks_only=True, at_once=True)
def list_image_links(call: Call) -> Reply[views.ImageLinksList]:
    """Get addresses of up to 100 images' files.

    As `getImageLinks` gives them. Asked for again within a quarter of their time, they are the same, so that a browser finds
    what it has.
    """
    asked: forms.LinksRequest = call.body
    return Reply(body=reads.links_of(call.caller.id, asked.ids, timedelta(minutes=asked.minutes), previews=asked.previews))


@door.route("PATCH", "/{image_id}", body="ImageUpdate")
def update_image(call: Call) -> Reply[views.Image]:
    """Update an image.

    Its title, its metadata, or the collection that it is in. What is left out stays.
    """
    asked: forms.ImageUpdate = call.body
    image = commands.edit(
        call.caller.id,
        call.path["image_id"],
        title=asked.title,
        metadata=asked.metadata,
        collection_id=asked.collection_id,
    )
    return Reply(body=shown(image, call.language))


@door.route("DELETE", "/{image_id}", query="DeletionQuery", plainly=plain_queries.plain_deletion, status=204)
def delete_image(call: Call) -> None:
    """Delete an image with its prompts and files.

    Videos that are being made keep what they need. Refused where storyboards plan with it, unless forced.
    """
    erasure_commands.delete_image(call.caller.id, call.path["image_id"], force=call.query.force)


@door.route("POST", "/delete", body="ImageDeletionRequest", reads=100, at_once=True)
def delete_images(call: Call) -> Reply[common_views.Deletion]:
    """Delete up to 100 images with their prompts.

    They go to the trash. Of each that does not, the answer says why.
    """
    asked: forms.ImageDeletionRequest = call.body
    return deleted(erasure_commands.delete_images(call.caller.id, asked.ids, force=asked.force), call.language)


@door.route("POST", "/move", body="ImageMoveRequest", reads=100)
def move_images(call: Call) -> Reply[views.ImageMove]:
    """Move up to 100 images to another collection.

    Of each that is not moved, the answer says why.
    """
    asked: forms.ImageMoveRequest = call.body
    told = commands.move(call.caller.id, tuple(dict.fromkeys(asked.ids)), asked.collection_id)
    refused = refusals(told, call.language)
    return Reply(body={"moved": len(told) - len(refused), "refused": refused})
