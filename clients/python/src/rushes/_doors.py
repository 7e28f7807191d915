"""Every operation for users. Written by `python -m local.python_client` from the API document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from rushes import types
from rushes._flows import Bound, M, Page, Pages, call
from rushes._jobs import FilmJob, PromptJob, ShootJob, VideoJob
from rushes._requests import OMIT, Omit, Request, given, null, path


class CatalogCalls(Bound[M]):
    @call
    def list_models(self) -> Request[types.ModelList]:
        """List the video models with abilities and prices. Open to everybody."""
        return Request("GET", "/catalog/models", types.ModelList, signed_in=False)

    @call
    def list_styles(self) -> Request[types.StyleCatalog]:
        """List styles for prompts, in German and English. Open to everybody."""
        return Request("GET", "/catalog/styles", types.StyleCatalog, signed_in=False)

    @call
    def get_limits(self) -> Request[types.ServiceLimits]:
        """Get the limits, and what everybody is told now. Open to everybody."""
        return Request("GET", "/catalog/limits", types.ServiceLimits, signed_in=False)

    @call
    def get_health(self) -> Request[types.Health]:
        """Check that the service answers. Open to everybody."""
        return Request("GET", "/catalog/health", types.Health, signed_in=False)

    @call
    def get_version(self) -> Request[types.Version]:
        """Get the deployed version. Open to everybody."""
        return Request("GET", "/catalog/version", types.Version, signed_in=False)

    @call
    def openapi(self) -> Request[dict[str, Any]]:
        """Get this OpenAPI document. Open to everybody."""
        return Request("GET", "/catalog/openapi.json", dict, signed_in=False)


class AccountCalls(Bound[M]):
    @call
    def get(self) -> Request[types.Account]:
        """Get your account, balance, limits and latest entries. The first call opens the account. For signed-in users. Agent
        keys need the scope `read`.
        """
        return Request("GET", "/account", types.Account)

    def list_transactions(
        self,
        *,
        limit: int | None = None,
        type: types.EntryType | None = None,
        job_id: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> Pages[M, types.CreditTransaction]:
        """List your credit transactions, newest first. For signed-in users. Agent keys need the scope `read`.

        limit: How many entries, the newest first
        type: Only those that moved credits for this reason
        job_id: Only what this video or film moved
        since: At or after this time; a date alone begins at midnight, UTC
        until: Before this time; a date alone begins at midnight, UTC
        """
        asked = {"limit": limit, "type": type, "job_id": job_id, "since": since, "until": until}

        def ask(cursor: str | None) -> Request[Page[types.CreditTransaction]]:
            return Request(
                "GET",
                "/account/transactions",
                lambda told: Page([types.CreditTransaction(each) for each in told["transactions"]], told["next_cursor"]),
                query={**asked, "cursor": cursor},
            )

        return Pages(self._sender, ask)

    @call
    def sign_out_everywhere(self) -> Request[types.SignOutResult]:
        """Sign out on all your devices. For signed-in users. Not by an agent key."""
        return Request("POST", "/account/sign-out", types.SignOutResult)

    @call
    def create_agent_key(
        self,
        *,
        name: str,
        scopes: Sequence[types.AgentScope] | None = None,
        daily_cap: int | None = None,
        expires_in_days: int | None = None,
    ) -> Request[types.AgentKeyMade]:
        """Create a key for a program that acts for you. Only for who has signed in within the last quarter of an hour. The key
        is told this once. For signed-in users. Not by an agent key.

        name: What tells it from others
        scopes: `read` sees what is there, `write` makes and changes what costs nothing, `spend` has videos, films and
            prompts made. No key reaches keys, sessions or what cannot be undone.
        daily_cap: Credits that it may spend in a day (UTC); without one as operators have set it
        expires_in_days: Without it as long as a key may live
        """
        return Request(
            "POST",
            "/account/agent-keys",
            types.AgentKeyMade,
            body=given({"name": name, "scopes": scopes, "daily_cap": daily_cap, "expires_in_days": expires_in_days}),
        )

    @call
    def list_agent_keys(self) -> Request[types.AgentKeyList]:
        """List your agent keys. What each may do and has spent today; never the key itself. For signed-in users. Not by an
        agent key.
        """
        return Request("GET", "/account/agent-keys", types.AgentKeyList)

    @call
    def revoke_agent_key(self, key_id: str) -> Request[None]:
        """End an agent key. It opens nothing any more, at once; what it has begun goes on. For signed-in users. Not by an
        agent key.

        key_id: The agent key
        """
        return Request("DELETE", path("/account/agent-keys/{key_id}", key_id=key_id), lambda _: None)

    @call
    def get_notice_settings(self) -> Request[types.NoticeSettings]:
        """Get what you are told by mail and on your devices. For signed-in users. Agent keys need the scope `read`."""
        return Request("GET", "/account/notices", types.NoticeSettings)

    @call
    def set_notice_settings(
        self,
        *,
        mail: Sequence[types.NoticeEvent] | None = None,
        push: Sequence[types.NoticeEvent] | None = None,
        language: types.Language | None = None,
        quiet: types.QuietHoursRequest | None = None,
        credits_low_at: int | None = None,
    ) -> Request[types.NoticeSettings]:
        """Set what you are told by mail and on your devices. All of it: what is not named is not sent. Mail goes to your
        verified address. For signed-in users. Not by an agent key.

        mail: What comes by mail
        push: What comes to registered devices
        language: Of both; where it is left out, the one of this call
        quiet: What would come to devices then, comes once they end
        credits_low_at: A charge that brings the balance below it is told
        """
        return Request(
            "PUT",
            "/account/notices",
            types.NoticeSettings,
            body=given({"mail": mail, "push": push, "language": language, "quiet": quiet, "credits_low_at": credits_low_at}),
        )

    @call
    def register_device(self, *, token: str, platform: types.DevicePlatform) -> Request[types.DeviceRegistered]:
        """Add a device for push messages. By its token of Firebase Cloud Messaging. Registered again it is the same device; of
        more than twenty the oldest is forgotten, and so is one whose token is good no more. For signed-in users. Not by an
        agent key.

        token: Its registration token
        platform: What kind of device it is
        """
        return Request("POST", "/account/devices", types.DeviceRegistered, body=given({"token": token, "platform": platform}))

    @call
    def unregister_device(self, device_id: str) -> Request[None]:
        """Remove a device. It gets no more push messages. For signed-in users. Not by an agent key.

        device_id: The device
        """
        return Request("DELETE", path("/account/devices/{device_id}", device_id=device_id), lambda _: None)

    @call
    def list_provider_keys(self) -> Request[types.ProviderKeyList]:
        """List your provider keys. Of each only its last four characters are shown. For signed-in users. Not by an agent key."""
        return Request("GET", "/account/keys", types.ProviderKeyList)

    @call
    def create_provider_key(
        self, *, key: str, provider: types.KeyProvider, project: str | None = None
    ) -> Request[types.ProviderKey]:
        """Add a provider key of your own. It is encrypted and never shown again. For signed-in users. Not by an agent key.

        key: The key itself, which is never shown again
        project: The project at the provider that pays, where a key belongs to several
        provider: Whose key it is
        """
        return Request(
            "POST", "/account/keys", types.ProviderKey, body=given({"key": key, "project": project, "provider": provider})
        )

    @call
    def replace_provider_key(
        self, provider: types.KeyProvider, *, key: str, project: str | None = None
    ) -> Request[types.ProviderKey]:
        """Replace a provider key. Jobs that live on the one before keep it until they end. For signed-in users. Not by an
        agent key.

        provider: The provider that the key is for
        key: The key itself, which is never shown again
        project: The project at the provider that pays, where a key belongs to several
        """
        return Request(
            "PUT",
            path("/account/keys/{provider}", provider=provider),
            types.ProviderKey,
            body=given({"key": key, "project": project}),
        )

    @call
    def delete_provider_key(self, provider: types.KeyProvider) -> Request[types.ProviderKeyDeletion]:
        """Delete a provider key. Live jobs that it serves keep it until they end, then it is destroyed. For signed-in users.
        Not by an agent key.

        provider: The provider that the key is for
        """
        return Request("DELETE", path("/account/keys/{provider}", provider=provider), types.ProviderKeyDeletion)

    @call
    def verify_provider_key(self, provider: types.KeyProvider) -> Request[types.ProviderKeyVerification]:
        """Verify a provider key. Asks the provider whether it accepts the key, by a call that costs nothing. For signed-in
        users. Not by an agent key.

        provider: The provider that the key is for
        """
        return Request("POST", path("/account/keys/{provider}/verify", provider=provider), types.ProviderKeyVerification)

    @call
    def deactivate_provider_key(self, provider: types.KeyProvider) -> Request[types.ProviderKey]:
        """Deactivate a provider key. No new job uses it; those that live on it go on. For signed-in users. Not by an agent
        key.

        provider: The provider that the key is for
        """
        return Request("POST", path("/account/keys/{provider}/deactivate", provider=provider), types.ProviderKey)

    @call
    def activate_provider_key(self, provider: types.KeyProvider) -> Request[types.ProviderKey]:
        """Activate a provider key again. For signed-in users. Not by an agent key.

        provider: The provider that the key is for
        """
        return Request("POST", path("/account/keys/{provider}/activate", provider=provider), types.ProviderKey)

    @call
    def create_export(self) -> Request[types.Export]:
        """Export all that is yours as one file. Only for who has signed in within the last quarter of an hour. While one is
        being made, that one is answered. For signed-in users. Not by an agent key.
        """
        return Request("POST", "/account/exports", types.Export)

    @call
    def list_exports(self) -> Request[types.ExportList]:
        """List your exports, newest first. Each can be had for a few days; its address opens without a sign-in. For signed-in
        users. Not by an agent key.
        """
        return Request("GET", "/account/exports", types.ExportList)

    @call
    def get_export(self, export_id: str) -> Request[types.Export]:
        """Get an export, and how far it is. For signed-in users. Not by an agent key.

        export_id: The export
        """
        return Request("GET", path("/account/exports/{export_id}", export_id=export_id), types.Export)

    @call
    def delete_export(self, export_id: str) -> Request[None]:
        """Delete an export with its file. Its address is closed at once; a download that has begun may go on for a quarter of
        an hour. For signed-in users. Not by an agent key.

        export_id: The export
        """
        return Request("DELETE", path("/account/exports/{export_id}", export_id=export_id), lambda _: None)

    @call
    def delete(self) -> Request[types.AccountDeletion]:
        """Delete your account with all that is in it. Only for who has signed in within the last quarter of an hour. Until the
        time in the answer it can be taken back, and nothing new is made; then everything goes, and credits that are left
        with it. For signed-in users. Not by an agent key.
        """
        return Request("POST", "/account/deletion", types.AccountDeletion)

    @call
    def keep(self) -> Request[None]:
        """Cancel the deletion of your account. All is as it was. For signed-in users. Not by an agent key."""
        return Request("DELETE", "/account/deletion", lambda _: None)


class ImagesCalls(Bound[M]):
    @call
    def create_collection(self, *, name: str) -> Request[types.Collection]:
        """Create a collection of images. For signed-in users. Agent keys need the scope `write`.

        name: What people call it
        """
        return Request("POST", "/images/collections", types.Collection, body=given({"name": name}))

    def list_collections(self, *, limit: int | None = None) -> Pages[M, types.Collection]:
        """List your collections, newest first. Each with how many images it holds. For signed-in users. Agent keys need the
        scope `read`.

        limit: How many entries, the newest first
        """
        asked = {"limit": limit}

        def ask(cursor: str | None) -> Request[Page[types.Collection]]:
            return Request(
                "GET",
                "/images/collections",
                lambda told: Page([types.Collection(each) for each in told["collections"]], told["next_cursor"]),
                query={**asked, "cursor": cursor},
            )

        return Pages(self._sender, ask)

    @call
    def get_collection(self, collection_id: str) -> Request[types.Collection]:
        """Get a collection. With how many images it holds. For signed-in users. Agent keys need the scope `read`.

        collection_id: The collection
        """
        return Request("GET", path("/images/collections/{collection_id}", collection_id=collection_id), types.Collection)

    @call
    def update_collection(self, collection_id: str, *, name: str) -> Request[types.Collection]:
        """Rename a collection. For signed-in users. Agent keys need the scope `write`.

        collection_id: The collection
        name: What people call it
        """
        return Request(
            "PATCH",
            path("/images/collections/{collection_id}", collection_id=collection_id),
            types.Collection,
            body=given({"name": name}),
        )

    @call
    def delete_collection(self, collection_id: str, *, force: bool | None = None) -> Request[None]:
        """Delete a collection with its images. Their prompts and files go too; videos that are being made keep what they need.
        Refused where storyboards plan with its images, unless forced. For signed-in users. Agent keys need the scope
        `write`.

        collection_id: The collection
        force: Delete it although it is in use
        """
        return Request(
            "DELETE",
            path("/images/collections/{collection_id}", collection_id=collection_id),
            lambda _: None,
            query={"force": force},
        )

    @call
    def create(
        self,
        *,
        collection_id: str,
        content_type: types.ImageType,
        bytes: int | None = None,
        title: str | None = None,
        metadata: Mapping[str, str] | None = None,
        likeness: bool | None = None,
    ) -> Request[types.ImageUpload]:
        """Create an image and get an upload address. Send the bytes there with PUT and exactly the headers that are given. For
        signed-in users. Agent keys need the scope `write`.

        collection_id: The collection that it is in
        content_type: The file's media type
        bytes: The file's exact size, where it is known
        title: For people
        metadata: Your own words about the picture; a prompt may draw on them
        likeness: That whoever can be recognised in it agreed to its use; needed where `likeness_statement` of `GET
            /catalog/limits` is true
        """
        return Request(
            "POST",
            "/images",
            types.ImageUpload,
            body=given(
                {
                    "collection_id": collection_id,
                    "content_type": content_type,
                    "bytes": bytes,
                    "title": title,
                    "metadata": metadata,
                    "likeness": likeness,
                }
            ),
        )

    def list(
        self, *, limit: int | None = None, collection_id: str | None = None, status: types.ImageState | None = None
    ) -> Pages[M, types.Image]:
        """List your images, newest first. For signed-in users. Agent keys need the scope `read`.

        limit: How many entries, the newest first
        collection_id: The collection that it is in
        status: Where it is on its way
        """
        asked = {"limit": limit, "collection_id": collection_id, "status": status}

        def ask(cursor: str | None) -> Request[Page[types.Image]]:
            return Request(
                "GET",
                "/images",
                lambda told: Page([types.Image(each) for each in told["images"]], told["next_cursor"]),
                query={**asked, "cursor": cursor},
            )

        return Pages(self._sender, ask)

    @call
    def get(self, image_id: str) -> Request[types.Image]:
        """Get an image. For signed-in users. Agent keys need the scope `read`.

        image_id: The image
        """
        return Request("GET", path("/images/{image_id}", image_id=image_id), types.Image)

    @call
    def update(
        self,
        image_id: str,
        *,
        title: str | None = None,
        metadata: Mapping[str, str] | None = None,
        collection_id: str | None = None,
    ) -> Request[types.Image]:
        """Update an image. Its title, its metadata, or the collection that it is in. What is left out stays. For signed-in
        users. Agent keys need the scope `write`.

        image_id: The image
        title: For people
        metadata: Your own words about the picture; a prompt may draw on them
        collection_id: The collection that it is in
        """
        return Request(
            "PATCH",
            path("/images/{image_id}", image_id=image_id),
            types.Image,
            body=given({"title": title, "metadata": metadata, "collection_id": collection_id}),
        )

    @call
    def delete(self, image_id: str, *, force: bool | None = None) -> Request[None]:
        """Delete an image with its prompts and files. Videos that are being made keep what they need. Refused where
        storyboards plan with it, unless forced. For signed-in users. Agent keys need the scope `write`.

        image_id: The image
        force: Delete it although it is in use
        """
        return Request("DELETE", path("/images/{image_id}", image_id=image_id), lambda _: None, query={"force": force})

    @call
    def links(self, image_id: str, *, minutes: int | None = None) -> Request[types.ImageLinks]:
        """Get addresses of an image's files. The picture and its thumbnail, for an hour or as asked, and without signing in.
        For signed-in users. Agent keys need the scope `read`.

        image_id: The image
        minutes: How long the addresses are good for at most, and three quarters of it at least: `expires_at`
        """
        return Request("GET", path("/images/{image_id}/links", image_id=image_id), types.ImageLinks, query={"minutes": minutes})

    @call
    def links_of(
        self, *, ids: Sequence[str], minutes: int | None = None, previews: bool | None = None
    ) -> Request[types.ImageLinksList]:
        """Get addresses of up to 100 images' files. As `getImageLinks` gives them. Asked for again within a quarter of their
        time, they are the same, so that a browser finds what it has. For signed-in users. Agent keys need the scope `read`.

        minutes: How long the addresses are good for at most, and three quarters of it at least: `expires_at`
        ids: Whose addresses
        previews: Only thumbnails or posters, as a list shows them
        """
        return Request(
            "POST",
            "/images/links",
            types.ImageLinksList,
            body=given({"minutes": minutes, "ids": ids, "previews": previews}),
            asks_only=True,
        )

    @call
    def delete_many(self, *, ids: Sequence[str], force: bool | None = None) -> Request[types.Deletion]:
        """Delete up to 100 images with their prompts. They go to the trash. Of each that does not, the answer says why. For
        signed-in users. Agent keys need the scope `write`.

        force: Delete it although it is in use
        ids: These
        """
        return Request("POST", "/images/delete", types.Deletion, body=given({"force": force, "ids": ids}))

    @call
    def move_many(self, *, ids: Sequence[str], collection_id: str) -> Request[types.ImageMove]:
        """Move up to 100 images to another collection. Of each that is not moved, the answer says why. For signed-in users.
        Agent keys need the scope `write`.

        ids: These
        collection_id: The collection that they come into
        """
        return Request("POST", "/images/move", types.ImageMove, body=given({"ids": ids, "collection_id": collection_id}))


class PromptsCalls(Bound[M]):
    @call
    def create(
        self,
        *,
        image_id: str,
        template_id: str | None = None,
        config: types.PromptSettingsRequest | None = None,
        wait: int | None = None,
        idempotency_key: str | None = None,
    ) -> Request[PromptJob[M]]:
        """Create a prompt for an image. A model writes it. With `wait`, the answer comes as soon as the text is there. For
        signed-in users. Agent keys need the scope `spend`.

        template_id: A template whose settings are used; then `config` is left out
        config: Else the usual
        image_id: The image that it belongs to
        wait: Seconds to wait for the text, counted from the call on
        """
        return Request(
            "POST",
            "/prompts",
            lambda told: PromptJob(self._sender, told),
            body=given({"template_id": template_id, "config": config, "image_id": image_id}),
            query={"wait": wait},
            patience=wait or 0,
            spends=True,
            key=idempotency_key,
        )

    @call
    def list(self, *, image_id: str) -> Request[types.PromptList]:
        """List the prompts of an image. By their order, then the newest first. For signed-in users. Agent keys need the scope
        `read`.

        image_id: The image that it belongs to
        """
        return Request("GET", "/prompts", types.PromptList, query={"image_id": image_id})

    @call
    def delete_all(self, *, image_id: str) -> Request[types.PromptDeletion]:
        """Delete all prompts of an image. For signed-in users. Agent keys need the scope `write`.

        image_id: The image that it belongs to
        """
        return Request("DELETE", "/prompts", types.PromptDeletion, query={"image_id": image_id})

    @call
    def regenerate(self, prompt_id: str, *, wait: int | None = None, idempotency_key: str | None = None) -> Request[PromptJob[M]]:
        """Regenerate a prompt in its place. For signed-in users. Agent keys need the scope `spend`.

        prompt_id: The prompt
        wait: Seconds to wait for the text, counted from the call on
        """
        return Request(
            "POST",
            path("/prompts/{prompt_id}/regenerate", prompt_id=prompt_id),
            lambda told: PromptJob(self._sender, told),
            query={"wait": wait},
            patience=wait or 0,
            spends=True,
            key=idempotency_key,
        )

    @call
    def refine(
        self, prompt_id: str, *, instruction: str, wait: int | None = None, idempotency_key: str | None = None
    ) -> Request[PromptJob[M]]:
        """Refine a prompt into a new one. For signed-in users. Agent keys need the scope `spend`.

        prompt_id: The prompt
        instruction: What to change, in your own words
        wait: Seconds to wait for the text, counted from the call on
        """
        return Request(
            "POST",
            path("/prompts/{prompt_id}/refine", prompt_id=prompt_id),
            lambda told: PromptJob(self._sender, told),
            body=given({"instruction": instruction}),
            query={"wait": wait},
            patience=wait or 0,
            spends=True,
            key=idempotency_key,
        )

    @call
    def create_batch(
        self,
        *,
        collection_id: str,
        template_id: str | None = None,
        config: types.PromptSettingsRequest | None = None,
        idempotency_key: str | None = None,
    ) -> Request[types.PromptBatchAccepted]:
        """Create prompts for a whole collection. One for every image that is ready; all of them or none. For signed-in users.
        Agent keys need the scope `spend`.

        template_id: A template whose settings are used; then `config` is left out
        config: Else the usual
        collection_id: The collection to write for
        """
        return Request(
            "POST",
            "/prompts/collection",
            types.PromptBatchAccepted,
            body=given({"template_id": template_id, "config": config, "collection_id": collection_id}),
            spends=True,
            key=idempotency_key,
        )

    @call
    def get_batch(self, batch_id: str) -> Request[types.PromptBatch]:
        """Get the progress of a collection's prompts. For signed-in users. Agent keys need the scope `read`.

        batch_id: The batch of prompts
        """
        return Request("GET", path("/prompts/batches/{batch_id}", batch_id=batch_id), types.PromptBatch)

    @call
    def create_draft(self, *, image_id: str, prompt_text: str, language: types.Language | None = None) -> Request[types.Prompt]:
        """Create a prompt from your own text. For signed-in users. Agent keys need the scope `write`.

        image_id: The image that it belongs to
        prompt_text: Any script and emoji; a sign that hides or turns text is refused by its name
        language: Where it is left out, the one that Accept-Language likes better; German where that names neither
        """
        return Request(
            "POST",
            "/prompts/drafts",
            types.Prompt,
            body=given({"image_id": image_id, "prompt_text": prompt_text, "language": language}),
        )

    @call
    def reorder(self, *, image_id: str, prompt_ids: Sequence[str]) -> Request[types.PromptList]:
        """Reorder the prompts of an image. For signed-in users. Agent keys need the scope `write`.

        image_id: The image that it belongs to
        prompt_ids: All of the image's prompts
        """
        return Request("PUT", "/prompts/order", types.PromptList, body=given({"image_id": image_id, "prompt_ids": prompt_ids}))

    @call
    def export(self, *, image_id: str | None = None, collection_id: str | None = None) -> Request[Sequence[types.ExportedPrompt]]:
        """Export prompts as a CSV or JSON file. Those of an image, of a collection, or all of yours. For signed-in users.
        Agent keys need the scope `read`.

        image_id: The image that it belongs to
        collection_id: The collection that it is in
        """
        return Request(
            "GET",
            "/prompts/export",
            lambda told: [types.ExportedPrompt(each) for each in told],
            query={"format": "json", "image_id": image_id, "collection_id": collection_id},
        )

    @call
    def export_csv(self, *, image_id: str | None = None, collection_id: str | None = None) -> Request[str]:
        """Export prompts as a CSV or JSON file. Those of an image, of a collection, or all of yours. For signed-in users.
        Agent keys need the scope `read`.

        image_id: The image that it belongs to
        collection_id: The collection that it is in
        """
        return Request(
            "GET",
            "/prompts/export",
            str,
            query={"format": "csv", "image_id": image_id, "collection_id": collection_id},
            as_text=True,
        )

    @call
    def create_template(self, *, name: str, config: types.PromptSettingsRequest) -> Request[types.PromptTemplate]:
        """Create a template from settings for prompts. For signed-in users. Agent keys need the scope `write`.

        name: What people call it
        config: The settings that it keeps
        """
        return Request("POST", "/prompts/templates", types.PromptTemplate, body=given({"name": name, "config": config}))

    @call
    def list_templates(self) -> Request[types.PromptTemplateList]:
        """List your templates by name. For signed-in users. Agent keys need the scope `read`."""
        return Request("GET", "/prompts/templates", types.PromptTemplateList)

    @call
    def delete_template(self, template_id: str) -> Request[None]:
        """Delete a template. Prompts that were written with it stay. For signed-in users. Agent keys need the scope `write`.

        template_id: The template
        """
        return Request("DELETE", path("/prompts/templates/{template_id}", template_id=template_id), lambda _: None)

    def list_all_prompts(
        self,
        *,
        limit: int | None = None,
        status: types.PromptStatus | None = None,
        camera_style: types.CameraStyle | None = None,
        lighting: types.LightingStyle | None = None,
        mood: types.Mood | None = None,
        favourite: bool | None = None,
    ) -> Pages[M, types.Prompt]:
        """List your prompts of all images, newest first. All, or those in a state or of a style. A page that was searched for
        may be short and still have a `next_cursor`. For signed-in users. Agent keys need the scope `read`.

        limit: How many entries, the newest first
        status: Where it is on its way
        camera_style: A camera style of the catalog
        lighting: A light of the catalog
        mood: How it feels
        favourite: A mark of the user's own
        """
        asked = {
            "limit": limit,
            "status": status,
            "camera_style": camera_style,
            "lighting": lighting,
            "mood": mood,
            "favourite": favourite,
        }

        def ask(cursor: str | None) -> Request[Page[types.Prompt]]:
            return Request(
                "GET",
                "/prompts/library",
                lambda told: Page([types.Prompt(each) for each in told["prompts"]], told["next_cursor"]),
                query={**asked, "cursor": cursor},
            )

        return Pages(self._sender, ask)

    @call
    def list_most_used_styles(self) -> Request[types.PromptStyles]:
        """List the styles that you ask for most. Counted over your latest prompts; texts of your own were asked for in no
        style. For signed-in users. Agent keys need the scope `read`.
        """
        return Request("GET", "/prompts/styles", types.PromptStyles)

    @call
    def get_suggested_styles(self, *, image_id: str) -> Request[types.PromptSuggestions]:
        """Get camera, light and mood that suit an image. By its title and metadata, its colour and shape, and what you ask for
        most; no model is asked. Each says why. For signed-in users. Agent keys need the scope `read`.

        image_id: The image that it belongs to
        """
        return Request("GET", "/prompts/suggestions", types.PromptSuggestions, query={"image_id": image_id})

    @call
    def get(self, prompt_id: str) -> Request[types.Prompt]:
        """Get a prompt. For signed-in users. Agent keys need the scope `read`.

        prompt_id: The prompt
        """
        return Request("GET", path("/prompts/{prompt_id}", prompt_id=prompt_id), types.Prompt)

    @call
    def update(
        self, prompt_id: str, *, prompt_text: str | None = None, favourite: bool | None = None, rating: int | None = None
    ) -> Request[types.Prompt]:
        """Update a prompt. Its text, rating or favourite mark. What is left out stays. For signed-in users. Agent keys need
        the scope `write`.

        prompt_id: The prompt
        prompt_text: Any script and emoji; a sign that hides or turns text is refused by its name
        favourite: A mark of the user's own
        rating: 0 takes the rating away
        """
        return Request(
            "PATCH",
            path("/prompts/{prompt_id}", prompt_id=prompt_id),
            types.Prompt,
            body=given({"prompt_text": prompt_text, "favourite": favourite, "rating": rating}),
        )

    @call
    def delete(self, prompt_id: str) -> Request[None]:
        """Delete a prompt. For signed-in users. Agent keys need the scope `write`.

        prompt_id: The prompt
        """
        return Request("DELETE", path("/prompts/{prompt_id}", prompt_id=prompt_id), lambda _: None)

    @call
    def history(self, prompt_id: str) -> Request[types.PromptHistory]:
        """Get the earlier texts of a prompt, the latest first. The latest twenty that a function has replaced; what clients
        write themselves is not counted. For signed-in users. Agent keys need the scope `read`.

        prompt_id: The prompt
        """
        return Request("GET", path("/prompts/{prompt_id}/history", prompt_id=prompt_id), types.PromptHistory)

    @call
    def restore_text(self, prompt_id: str, *, version: int) -> Request[types.Prompt]:
        """Restore an earlier text of a prompt. The text that stood there is kept as its latest earlier one. For signed-in
        users. Agent keys need the scope `write`.

        prompt_id: The prompt
        version: One of `getPromptHistory`
        """
        return Request(
            "POST", path("/prompts/{prompt_id}/restore", prompt_id=prompt_id), types.Prompt, body=given({"version": version})
        )

    @call
    def set_primary_prompt(self, prompt_id: str) -> Request[types.Prompt]:
        """Make a prompt the primary one of its image. For signed-in users. Agent keys need the scope `write`.

        prompt_id: The prompt
        """
        return Request("POST", path("/prompts/{prompt_id}/primary", prompt_id=prompt_id), types.Prompt)

    @call
    def watch(self, prompt_id: str, *, wait: int | None = None, state: types.PromptStatus | None = None) -> Request[types.Prompt]:
        """Wait for a prompt's next state. The answer comes once its state is not `state` any more, at the latest after `wait`
        seconds. For signed-in users. Agent keys need the scope `read`.

        prompt_id: The prompt
        wait: Seconds to wait for another state, counted from the call on
        state: The state you know; without it the answer comes at once
        """
        return Request(
            "GET",
            path("/watch/prompts/{prompt_id}", prompt_id=prompt_id),
            types.Prompt,
            query={"wait": wait, "state": state},
            patience=wait or 0,
        )


class VideosCalls(Bound[M]):
    @call
    def quote(
        self,
        *,
        model: str | None = None,
        prompt: str | None = None,
        seconds: int | None = None,
        aspect_ratio: types.AspectRatio | None = None,
        resolution: types.Resolution | None = None,
        audio: bool | None = None,
        negative_prompt: str | None = None,
        seed: int | None = None,
        prompt_id: str | None = None,
        first_frame: str | None = None,
        last_frame: str | None = None,
        references: Sequence[str] | None = None,
        task: types.VideoTask | None = None,
        source: str | None = None,
        start_at: str | None = None,
        own_key: bool | None = None,
        queue: bool | None = None,
    ) -> Request[types.VideoQuote]:
        """Get the price of a video. Nothing is spent. For signed-in users. Agent keys need the scope `read`.

        model: An `id` of the catalog; else its `default`
        prompt: What should be seen
        seconds: Its length; else as `prompt_id` says and the model can; else 8
        aspect_ratio: Width to height; else as `prompt_id` says; else 16:9
        resolution: Lines of the picture
        audio: Whether it has sound
        negative_prompt: What should not be seen
        seed: The same seed makes similar videos
        prompt_id: A prompt of yours; its text is used where `prompt` is left out
        first_frame: The image of yours that it begins with
        last_frame: The image of yours that it ends with
        references: Images of yours to be seen in it, as many as the model takes
        task: What to do with `source`
        source: The finished video of yours that it edits or extends
        start_at: Not before this time, up to 30 days ahead; it is charged now
        own_key: Pay the provider by your own key for it
        queue: Wait for a slot where none is free, charged and as `waiting`, the oldest first; without it such a video is
            refused
        """
        return Request(
            "POST",
            "/videos/quote",
            types.VideoQuote,
            body=given(
                {
                    "model": model,
                    "prompt": prompt,
                    "seconds": seconds,
                    "aspect_ratio": aspect_ratio,
                    "resolution": resolution,
                    "audio": audio,
                    "negative_prompt": negative_prompt,
                    "seed": seed,
                    "prompt_id": prompt_id,
                    "first_frame": first_frame,
                    "last_frame": last_frame,
                    "references": references,
                    "task": task,
                    "source": source,
                    "start_at": start_at,
                    "own_key": own_key,
                    "queue": queue,
                }
            ),
            asks_only=True,
        )

    @call
    def create(
        self,
        *,
        model: str | None = None,
        prompt: str | None = None,
        seconds: int | None = None,
        aspect_ratio: types.AspectRatio | None = None,
        resolution: types.Resolution | None = None,
        audio: bool | None = None,
        negative_prompt: str | None = None,
        seed: int | None = None,
        prompt_id: str | None = None,
        first_frame: str | None = None,
        last_frame: str | None = None,
        references: Sequence[str] | None = None,
        task: types.VideoTask | None = None,
        source: str | None = None,
        start_at: str | None = None,
        own_key: bool | None = None,
        queue: bool | None = None,
        idempotency_key: str | None = None,
    ) -> Request[VideoJob[M]]:
        """Create a video. Its credits are charged and it is queued; follow it by `getVideo` or `watchVideo`. With `queue` it
        waits for its turn where as many as you may have at once are being made. For signed-in users. Agent keys need the
        scope `spend`.

        model: An `id` of the catalog; else its `default`
        prompt: What should be seen
        seconds: Its length; else as `prompt_id` says and the model can; else 8
        aspect_ratio: Width to height; else as `prompt_id` says; else 16:9
        resolution: Lines of the picture
        audio: Whether it has sound
        negative_prompt: What should not be seen
        seed: The same seed makes similar videos
        prompt_id: A prompt of yours; its text is used where `prompt` is left out
        first_frame: The image of yours that it begins with
        last_frame: The image of yours that it ends with
        references: Images of yours to be seen in it, as many as the model takes
        task: What to do with `source`
        source: The finished video of yours that it edits or extends
        start_at: Not before this time, up to 30 days ahead; it is charged now
        own_key: Pay the provider by your own key for it
        queue: Wait for a slot where none is free, charged and as `waiting`, the oldest first; without it such a video is
            refused
        """
        return Request(
            "POST",
            "/videos",
            lambda told: VideoJob(self._sender, told),
            body=given(
                {
                    "model": model,
                    "prompt": prompt,
                    "seconds": seconds,
                    "aspect_ratio": aspect_ratio,
                    "resolution": resolution,
                    "audio": audio,
                    "negative_prompt": negative_prompt,
                    "seed": seed,
                    "prompt_id": prompt_id,
                    "first_frame": first_frame,
                    "last_frame": last_frame,
                    "references": references,
                    "task": task,
                    "source": source,
                    "start_at": start_at,
                    "own_key": own_key,
                    "queue": queue,
                }
            ),
            spends=True,
            key=idempotency_key,
        )

    def list(
        self,
        *,
        limit: int | None = None,
        q: str | None = None,
        tag: str | None = None,
        favourite: bool | None = None,
        storyboard_id: str | None = None,
        seconds_min: float | None = None,
        seconds_max: float | None = None,
        since: str | None = None,
        until: str | None = None,
        model: str | None = None,
        state: types.JobState | None = None,
    ) -> Pages[M, types.Video]:
        """List your videos, newest first. All, or those that are asked for. A page that was searched for may be short and
        still have a `next_cursor`. For signed-in users. Agent keys need the scope `read`.

        limit: How many entries, the newest first
        q: Words of name, tags and text, all of them, in any order; from three letters on their beginning is enough
        tag: Names the character for good, whatever they are called
        favourite: A mark of the user's own
        storyboard_id: Made for this storyboard
        seconds_min: Of this length or longer
        seconds_max: Of this length or shorter
        since: Asked for at or after this time; a date alone begins at midnight, UTC
        until: Asked for before this time; a date alone begins at midnight, UTC
        model: An `id` of the catalog
        state: Where it is on its way
        """
        asked = {
            "limit": limit,
            "q": q,
            "tag": tag,
            "favourite": favourite,
            "storyboard_id": storyboard_id,
            "seconds_min": seconds_min,
            "seconds_max": seconds_max,
            "since": since,
            "until": until,
            "model": model,
            "state": state,
        }

        def ask(cursor: str | None) -> Request[Page[types.Video]]:
            return Request(
                "GET",
                "/videos",
                lambda told: Page([types.Video(each) for each in told["videos"]], told["next_cursor"]),
                query={**asked, "cursor": cursor},
            )

        return Pages(self._sender, ask)

    @call
    def create_batch(
        self,
        content: Sequence[types.VideoBatchRow],
        *,
        quote: bool | None = None,
        start_at: str | None = None,
        idempotency_key: str | None = None,
    ) -> Request[types.VideoBatchAccepted]:
        """Create up to 100 videos from a list or file. From a JSON list or a CSV file. All are charged and queued, or none;
        with `quote` they are only priced. For signed-in users. Agent keys need the scope `spend`.

        content: The videos of a batch, each as a request of its own.
        quote: Only price the batch; nothing is made or charged
        start_at: When those rows are to start that say nothing of it
        """
        return Request(
            "POST",
            "/videos/batch",
            types.VideoBatchAccepted,
            body=content,
            query={"quote": quote, "start_at": start_at},
            spends=True,
            key=idempotency_key,
        )

    @call
    def create_batch_csv(
        self, csv: str, *, quote: bool | None = None, start_at: str | None = None, idempotency_key: str | None = None
    ) -> Request[types.VideoBatchAccepted]:
        """Create up to 100 videos from a list or file. From a JSON list or a CSV file. All are charged and queued, or none;
        with `quote` they are only priced. For signed-in users. Agent keys need the scope `spend`.

        quote: Only price the batch; nothing is made or charged
        start_at: When those rows are to start that say nothing of it
        """
        return Request(
            "POST",
            "/videos/batch",
            types.VideoBatchAccepted,
            body=csv,
            media_type="text/csv",
            query={"quote": quote, "start_at": start_at},
            spends=True,
            key=idempotency_key,
        )

    def list_batches(self, *, limit: int | None = None) -> Pages[M, types.VideoBatchSummary]:
        """List your batches, newest first. What was asked for by a file, and storyboards that were shot; whatever became of
        their videos. For signed-in users. Agent keys need the scope `read`.

        limit: How many entries, the newest first
        """
        asked = {"limit": limit}

        def ask(cursor: str | None) -> Request[Page[types.VideoBatchSummary]]:
            return Request(
                "GET",
                "/videos/batches",
                lambda told: Page([types.VideoBatchSummary(each) for each in told["batches"]], told["next_cursor"]),
                query={**asked, "cursor": cursor},
            )

        return Pages(self._sender, ask)

    @call
    def get_batch(
        self, batch_id: str, *, limit: int | None = None, cursor: str | None = None
    ) -> Request[types.VideoBatchProgress]:
        """Get how far a batch is, and a page of its videos. For signed-in users. Agent keys need the scope `read`.

        batch_id: The batch of prompts
        limit: How many entries, the newest first
        cursor: The `next_cursor` of the page before
        """
        return Request(
            "GET",
            path("/videos/batches/{batch_id}", batch_id=batch_id),
            types.VideoBatchProgress,
            query={"limit": limit, "cursor": cursor},
        )

    @call
    def cancel_batch(self, batch_id: str) -> Request[types.VideoBatchCancellation]:
        """Cancel a batch's unsent videos. What its providers have goes on. Beyond 50 videos a task cancels the rest. For
        signed-in users. Agent keys need the scope `write`.

        batch_id: The batch of prompts
        """
        return Request("POST", path("/videos/batches/{batch_id}/cancel", batch_id=batch_id), types.VideoBatchCancellation)

    @call
    def create_comparison(
        self,
        *,
        prompt_ids: Sequence[str],
        model: str | None = None,
        prompt: str | None = None,
        seconds: int | None = None,
        aspect_ratio: types.AspectRatio | None = None,
        resolution: types.Resolution | None = None,
        audio: bool | None = None,
        negative_prompt: str | None = None,
        seed: int | None = None,
        prompt_id: str | None = None,
        first_frame: str | None = None,
        last_frame: str | None = None,
        references: Sequence[str] | None = None,
        task: types.VideoTask | None = None,
        source: str | None = None,
        start_at: str | None = None,
        idempotency_key: str | None = None,
    ) -> Request[types.ComparisonAccepted]:
        """Create two videos to compare two prompts. Alike in all but the text; both are charged and wait for their turn, or
        none. For signed-in users. Agent keys need the scope `spend`.

        model: An `id` of the catalog; else its `default`
        prompt: What should be seen
        seconds: Its length; else as `prompt_id` says and the model can; else 8
        aspect_ratio: Width to height; else as `prompt_id` says; else 16:9
        resolution: Lines of the picture
        audio: Whether it has sound
        negative_prompt: What should not be seen
        seed: The same seed makes similar videos
        prompt_id: A prompt of yours; its text is used where `prompt` is left out
        first_frame: The image of yours that it begins with
        last_frame: The image of yours that it ends with
        references: Images of yours to be seen in it, as many as the model takes
        task: What to do with `source`
        source: The finished video of yours that it edits or extends
        start_at: Not before this time, up to 30 days ahead; it is charged now
        prompt_ids: The two prompts
        """
        return Request(
            "POST",
            "/videos/comparisons",
            types.ComparisonAccepted,
            body=given(
                {
                    "model": model,
                    "prompt": prompt,
                    "seconds": seconds,
                    "aspect_ratio": aspect_ratio,
                    "resolution": resolution,
                    "audio": audio,
                    "negative_prompt": negative_prompt,
                    "seed": seed,
                    "prompt_id": prompt_id,
                    "first_frame": first_frame,
                    "last_frame": last_frame,
                    "references": references,
                    "task": task,
                    "source": source,
                    "start_at": start_at,
                    "prompt_ids": prompt_ids,
                }
            ),
            spends=True,
            key=idempotency_key,
        )

    def list_comparisons(self, *, limit: int | None = None) -> Pages[M, types.Comparison]:
        """List your comparisons, newest first. For signed-in users. Agent keys need the scope `read`.

        limit: How many entries, the newest first
        """
        asked = {"limit": limit}

        def ask(cursor: str | None) -> Request[Page[types.Comparison]]:
            return Request(
                "GET",
                "/videos/comparisons",
                lambda told: Page([types.Comparison(each) for each in told["comparisons"]], told["next_cursor"]),
                query={**asked, "cursor": cursor},
            )

        return Pages(self._sender, ask)

    @call
    def get_comparison(self, comparison_id: str) -> Request[types.Comparison]:
        """Get a comparison. For signed-in users. Agent keys need the scope `read`.

        comparison_id: The comparison
        """
        return Request("GET", path("/videos/comparisons/{comparison_id}", comparison_id=comparison_id), types.Comparison)

    @call
    def delete_comparison(self, comparison_id: str) -> Request[None]:
        """Delete a comparison. Its prompts and videos stay. For signed-in users. Agent keys need the scope `write`.

        comparison_id: The comparison
        """
        return Request("DELETE", path("/videos/comparisons/{comparison_id}", comparison_id=comparison_id), lambda _: None)

    @call
    def rate_comparison(
        self, comparison_id: str, *, winner: str | None, ratings: Sequence[int] | None = None
    ) -> Request[types.Comparison]:
        """Set which of two prompts is the better one. Once both videos have ended; it can be said anew. For signed-in users.
        Agent keys need the scope `write`.

        comparison_id: The comparison
        winner: The better one of the two prompts; null where neither is
        ratings: Of both prompts, in their order; they become the prompts' own
        """
        return Request(
            "PUT",
            path("/videos/comparisons/{comparison_id}/rating", comparison_id=comparison_id),
            types.Comparison,
            body=given({"winner": null(winner), "ratings": ratings}),
        )

    @call
    def list_tags(self) -> Request[types.VideoTags]:
        """List the tags of your videos. Those of the latest 200, the most used first. For signed-in users. Agent keys need the
        scope `read`.
        """
        return Request("GET", "/videos/tags", types.VideoTags)

    @call
    def get(self, job_id: str) -> Request[types.Video]:
        """Get a video. For signed-in users. Agent keys need the scope `read`.

        job_id: The video
        """
        return Request("GET", path("/videos/{job_id}", job_id=job_id), types.Video)

    @call
    def update(
        self, job_id: str, *, name: str | None = None, favourite: bool | None = None, tags: Sequence[str] | None = None
    ) -> Request[types.Video]:
        """Update a video's name, favourite and tags. What is left out stays, null clears. For signed-in users. Agent keys need
        the scope `write`.

        job_id: The video
        name: What people call it
        favourite: A mark of the user's own
        tags: Compared without capitals and accents
        """
        return Request(
            "PATCH",
            path("/videos/{job_id}", job_id=job_id),
            types.Video,
            body=given({"name": name, "favourite": favourite, "tags": tags}),
        )

    @call
    def delete(self, job_id: str) -> Request[None]:
        """Delete a video. It goes to the trash. One that is being made is refused: cancel it first. For signed-in users. Agent
        keys need the scope `write`.

        job_id: The video
        """
        return Request("DELETE", path("/videos/{job_id}", job_id=job_id), lambda _: None)

    @call
    def delete_many(self, *, ids: Sequence[str] | None = None, all: Literal["failed"] | None = None) -> Request[types.Deletion]:
        """Delete up to 100 videos, or all that failed. They go to the trash. Of each that does not, the answer says why; of
        all that failed, a task deletes those beyond the first 100. For signed-in users. Agent keys need the scope `write`.

        ids: These
        all: `failed`: all that failed, instead of `ids`
        """
        return Request("POST", "/videos/delete", types.Deletion, body=given({"ids": ids, "all": all}))

    @call
    def mark_many(
        self,
        *,
        ids: Sequence[str],
        favourite: bool | None = None,
        add_tags: Sequence[str] | None = None,
        remove_tags: Sequence[str] | None = None,
    ) -> Request[types.VideoMarks]:
        """Update favourite and tags of up to 100 videos. Of each that is left as it is, the answer says why. For signed-in
        users. Agent keys need the scope `write`.

        ids: These
        favourite: A mark of the user's own
        add_tags: Those that it has already stay as they were written
        remove_tags: Compared without capitals and accents, like all tags
        """
        return Request(
            "POST",
            "/videos/marks",
            types.VideoMarks,
            body=given({"ids": ids, "favourite": favourite, "add_tags": add_tags, "remove_tags": remove_tags}),
        )

    @call
    def links(self, job_id: str, *, minutes: int | None = None) -> Request[types.VideoLinks]:
        """Get addresses of a finished video. One that plays it, one that downloads it, for an hour or as asked, and without
        signing in. For signed-in users. Agent keys need the scope `read`.

        job_id: The video
        minutes: How long the addresses are good for at most, and three quarters of it at least: `expires_at`
        """
        return Request("GET", path("/videos/{job_id}/links", job_id=job_id), types.VideoLinks, query={"minutes": minutes})

    @call
    def links_of(
        self, *, ids: Sequence[str], minutes: int | None = None, previews: bool | None = None
    ) -> Request[types.VideoLinksList]:
        """Get addresses of up to 100 finished videos. As `getVideoLinks` gives them. Asked for again within a quarter of their
        time, they are the same, so that a browser finds what it has. For signed-in users. Agent keys need the scope `read`.

        minutes: How long the addresses are good for at most, and three quarters of it at least: `expires_at`
        ids: Whose addresses
        previews: Only thumbnails or posters, as a list shows them
        """
        return Request(
            "POST",
            "/videos/links",
            types.VideoLinksList,
            body=given({"minutes": minutes, "ids": ids, "previews": previews}),
            asks_only=True,
        )

    @call
    def quote_edit(
        self,
        job_id: str,
        *,
        start: float | None = None,
        end: float | None = None,
        speed: float | None = None,
        crop: types.EditCropRequest | None = None,
        look: types.EditLook | None = None,
        volume: float | None = None,
        music: types.FilmMusicRequest | None = None,
        fade_in: float | None = None,
        fade_out: float | None = None,
        title: types.FilmTitleRequest | None = None,
        captions: Sequence[types.EditCaptionRequest] | None = None,
        preset: types.EditPreset | None = None,
    ) -> Request[types.EditQuote]:
        """Get the price and length of an edit. Nothing is spent. What could not be made is refused as `editVideo` would refuse
        it. For signed-in users. Agent keys need the scope `read`.

        job_id: The video
        start: Seconds of the video's own time
        end: Seconds of its own time; else its end
        speed: 2 is twice as fast; sound keeps its pitch
        crop: A part of the picture
        look: Other colours
        volume: Of its own sound; 0 mutes it
        music: A track of yours; instead of its own sound where `volume` is 0
        fade_in: Seconds; picture and sound
        fade_out: Seconds; picture and sound
        title: Words at the beginning
        captions: In the order of their times
        preset: 1080x1920, 1080x1080, or a silent clip of at most 6 s with a GIF beside it
        """
        return Request(
            "POST",
            path("/videos/{job_id}/edits/quote", job_id=job_id),
            types.EditQuote,
            body=given(
                {
                    "start": start,
                    "end": end,
                    "speed": speed,
                    "crop": crop,
                    "look": look,
                    "volume": volume,
                    "music": music,
                    "fade_in": fade_in,
                    "fade_out": fade_out,
                    "title": title,
                    "captions": captions,
                    "preset": preset,
                }
            ),
            asks_only=True,
        )

    @call
    def edit(
        self,
        job_id: str,
        *,
        start: float | None = None,
        end: float | None = None,
        speed: float | None = None,
        crop: types.EditCropRequest | None = None,
        look: types.EditLook | None = None,
        volume: float | None = None,
        music: types.FilmMusicRequest | None = None,
        fade_in: float | None = None,
        fade_out: float | None = None,
        title: types.FilmTitleRequest | None = None,
        captions: Sequence[types.EditCaptionRequest] | None = None,
        preset: types.EditPreset | None = None,
        idempotency_key: str | None = None,
    ) -> Request[VideoJob[M]]:
        """Edit a finished video by hand. A new video beside it: trimmed, cropped, faster or slower, with other sound, words or
        colours, or in the form of a preset. It waits for its turn where as many as you may have at once are being made. No
        provider hears of it. For signed-in users. Agent keys need the scope `spend`.

        job_id: The video
        start: Seconds of the video's own time
        end: Seconds of its own time; else its end
        speed: 2 is twice as fast; sound keeps its pitch
        crop: A part of the picture
        look: Other colours
        volume: Of its own sound; 0 mutes it
        music: A track of yours; instead of its own sound where `volume` is 0
        fade_in: Seconds; picture and sound
        fade_out: Seconds; picture and sound
        title: Words at the beginning
        captions: In the order of their times
        preset: 1080x1920, 1080x1080, or a silent clip of at most 6 s with a GIF beside it
        """
        return Request(
            "POST",
            path("/videos/{job_id}/edits", job_id=job_id),
            lambda told: VideoJob(self._sender, told),
            body=given(
                {
                    "start": start,
                    "end": end,
                    "speed": speed,
                    "crop": crop,
                    "look": look,
                    "volume": volume,
                    "music": music,
                    "fade_in": fade_in,
                    "fade_out": fade_out,
                    "title": title,
                    "captions": captions,
                    "preset": preset,
                }
            ),
            spends=True,
            key=idempotency_key,
        )

    @call
    def cancel(self, job_id: str) -> Request[types.Video]:
        """Cancel a video. Possible while it was not sent yet, or where its provider can stop; its credits come back. For
        signed-in users. Agent keys need the scope `write`.

        job_id: The video
        """
        return Request("POST", path("/videos/{job_id}/cancel", job_id=job_id), types.Video)

    @call
    def retry(self, job_id: str, *, queue: bool | None = None, idempotency_key: str | None = None) -> Request[VideoJob[M]]:
        """Retry a video that has ended, as a new one. For signed-in users. Agent keys need the scope `spend`.

        job_id: The video
        queue: Wait for a slot where none is free, charged and as `waiting`, the oldest first; without it such a video is
            refused
        """
        return Request(
            "POST",
            path("/videos/{job_id}/retry", job_id=job_id),
            lambda told: VideoJob(self._sender, told),
            query={"queue": queue},
            spends=True,
            key=idempotency_key,
        )

    @call
    def watch(self, job_id: str, *, wait: int | None = None, state: types.JobState | None = None) -> Request[types.WatchedVideo]:
        """Wait for a video's next state. The answer comes once its state is not `state` any more, at the latest after `wait`
        seconds, and says how far it is where that is known. For signed-in users. Agent keys need the scope `read`.

        job_id: The video
        wait: Seconds to wait for another state, counted from the call on
        state: The state you know; without it the answer comes at once
        """
        return Request(
            "GET",
            path("/watch/{job_id}", job_id=job_id),
            types.WatchedVideo,
            query={"wait": wait, "state": state},
            patience=wait or 0,
        )


class StoryboardsCalls(Bound[M]):
    @call
    def list_presets(self) -> Request[types.StoryboardPresets]:
        """List storyboard presets and scene templates. Looks for a whole film, and scenes to begin with, in both languages.
        For signed-in users. Agent keys need the scope `read`.
        """
        return Request("GET", "/storyboards/presets", types.StoryboardPresets)

    @call
    def import_file(
        self, content: types.StoryboardFileBody | Mapping[str, Any] | Sequence[Mapping[str, Any]]
    ) -> Request[types.StoryboardImport]:
        """Import storyboards from a JSON file. As it was exported here or by the browser app; all of it or nothing. For
        signed-in users. Agent keys need the scope `write`.

        content: Our own file, or what the browser app exported: an object or a list that holds storyboards.
        """
        return Request("POST", "/storyboards/import", types.StoryboardImport, body=content)

    @call
    def create(
        self,
        *,
        name: str,
        language: types.Language | None = None,
        preset: types.StoryboardPresetId | Omit | None = OMIT,
        model: str | None = None,
        aspect_ratio: types.AspectRatio | None = None,
        resolution: types.Resolution | None = None,
        audio: bool | None = None,
        negative_prompt: str | None = None,
        character: types.StoryboardCharacterRequestBody | Omit | None = OMIT,
        scenes: Sequence[types.SceneContentBody] | None = None,
    ) -> Request[types.Storyboard]:
        """Create a storyboard. For signed-in users. Agent keys need the scope `write`.

        name: What people call it
        language: Of the text, and of what is spoken
        preset: The look of the whole film
        model: An `id` of the catalog
        aspect_ratio: Width to height
        resolution: Lines of the picture
        audio: Whether it has sound
        negative_prompt: What should not be seen
        character: Who is seen again and again
        scenes: In their order
        """
        return Request(
            "POST",
            "/storyboards",
            types.Storyboard,
            body=given(
                {
                    "name": name,
                    "language": language,
                    "preset": null(preset),
                    "model": model,
                    "aspect_ratio": aspect_ratio,
                    "resolution": resolution,
                    "audio": audio,
                    "negative_prompt": negative_prompt,
                    "character": null(character),
                    "scenes": scenes,
                }
            ),
        )

    def list(self, *, limit: int | None = None) -> Pages[M, types.StoryboardSummary]:
        """List your storyboards, newest first. For signed-in users. Agent keys need the scope `read`.

        limit: How many entries, the newest first
        """
        asked = {"limit": limit}

        def ask(cursor: str | None) -> Request[Page[types.StoryboardSummary]]:
            return Request(
                "GET",
                "/storyboards",
                lambda told: Page([types.StoryboardSummary(each) for each in told["storyboards"]], told["next_cursor"]),
                query={**asked, "cursor": cursor},
            )

        return Pages(self._sender, ask)

    @call
    def get(self, storyboard_id: str) -> Request[types.Storyboard]:
        """Get a storyboard. Each scene with how far its video is and whether it was changed since. For signed-in users. Agent
        keys need the scope `read`.

        storyboard_id: The storyboard
        """
        return Request("GET", path("/storyboards/{storyboard_id}", storyboard_id=storyboard_id), types.Storyboard)

    @call
    def update(
        self,
        storyboard_id: str,
        *,
        expected_version: int,
        name: str | None = None,
        language: types.Language | None = None,
        preset: types.StoryboardPresetId | Omit | None = OMIT,
        model: str | None = None,
        aspect_ratio: types.AspectRatio | None = None,
        resolution: types.Resolution | None = None,
        audio: bool | None = None,
        negative_prompt: str | None = None,
        character: types.StoryboardCharacterUpdate | Omit | None = OMIT,
        scenes: Sequence[types.SceneContentBody] | None = None,
    ) -> Request[types.Storyboard]:
        """Update a storyboard. What is left out stays. A change that was made on another version than the newest is refused,
        with both. For signed-in users. Agent keys need the scope `write`.

        storyboard_id: The storyboard
        expected_version: The version that the change was made on; if another is the newest, it is refused, with both
        name: What people call it
        language: Of the text, and of what is spoken
        preset: The look of the whole film
        model: An `id` of the catalog
        aspect_ratio: Width to height
        resolution: Lines of the picture
        audio: Whether it has sound
        negative_prompt: What should not be seen
        character: Who is seen again and again
        scenes: In their order
        """
        return Request(
            "PATCH",
            path("/storyboards/{storyboard_id}", storyboard_id=storyboard_id),
            types.Storyboard,
            body=given(
                {
                    "expected_version": expected_version,
                    "name": name,
                    "language": language,
                    "preset": null(preset),
                    "model": model,
                    "aspect_ratio": aspect_ratio,
                    "resolution": resolution,
                    "audio": audio,
                    "negative_prompt": negative_prompt,
                    "character": null(character),
                    "scenes": scenes,
                }
            ),
        )

    @call
    def delete(self, storyboard_id: str) -> Request[None]:
        """Delete a storyboard with its versions. Its videos stay. For signed-in users. Agent keys need the scope `write`.

        storyboard_id: The storyboard
        """
        return Request("DELETE", path("/storyboards/{storyboard_id}", storyboard_id=storyboard_id), lambda _: None)

    @call
    def duplicate(self, storyboard_id: str, *, name: str | None = None) -> Request[types.Storyboard]:
        """Duplicate a storyboard. For signed-in users. Agent keys need the scope `write`.

        storyboard_id: The storyboard
        name: What people call it
        """
        return Request(
            "POST",
            path("/storyboards/{storyboard_id}/duplicate", storyboard_id=storyboard_id),
            types.Storyboard,
            body=given({"name": name}),
        )

    @call
    def export(self, storyboard_id: str) -> Request[types.StoryboardFile]:
        """Export a storyboard as a JSON file. For signed-in users. Agent keys need the scope `read`.

        storyboard_id: The storyboard
        """
        return Request("GET", path("/storyboards/{storyboard_id}/export", storyboard_id=storyboard_id), types.StoryboardFile)

    @call
    def list_versions(self, storyboard_id: str) -> Request[types.StoryboardVersionList]:
        """List the kept versions of a storyboard, newest first. For signed-in users. Agent keys need the scope `read`.

        storyboard_id: The storyboard
        """
        return Request(
            "GET", path("/storyboards/{storyboard_id}/versions", storyboard_id=storyboard_id), types.StoryboardVersionList
        )

    @call
    def get_version(self, storyboard_id: str, version: int) -> Request[types.Storyboard]:
        """Get an earlier version of a storyboard. For signed-in users. Agent keys need the scope `read`.

        storyboard_id: The storyboard
        version: The number of the version
        """
        return Request(
            "GET",
            path("/storyboards/{storyboard_id}/versions/{version}", storyboard_id=storyboard_id, version=version),
            types.Storyboard,
        )

    @call
    def restore_version(
        self, storyboard_id: str, version: int, *, expected_version: int | None = None
    ) -> Request[types.Storyboard]:
        """Restore an earlier version of a storyboard. Its content becomes the newest version. For signed-in users. Agent keys
        need the scope `write`.

        storyboard_id: The storyboard
        version: The number of the version
        expected_version: The version that the change was made on; if another is the newest, it is refused, with both
        """
        return Request(
            "POST",
            path("/storyboards/{storyboard_id}/versions/{version}/restore", storyboard_id=storyboard_id, version=version),
            types.Storyboard,
            body=given({"expected_version": expected_version}),
        )

    @call
    def create_scene(
        self,
        storyboard_id: str,
        *,
        id: str | None = None,
        position: int | None = None,
        expected_version: int | None = None,
        title: str | None = None,
        subject: str | None = None,
        action: str | None = None,
        setting: str | None = None,
        camera: str | None = None,
        light: str | None = None,
        mood: str | None = None,
        sound: str | None = None,
        dialogue: str | None = None,
        duration: int | None = None,
        transition: types.SceneTransition | None = None,
        crossfade_seconds: float | None = None,
        with_character: bool | None = None,
        own_text: str | None = None,
        first_frame: str | Omit | None = OMIT,
        references: Sequence[str] | None = None,
        continue_from_previous: bool | None = None,
    ) -> Request[types.Storyboard]:
        """Add a scene to a storyboard. For signed-in users. Agent keys need the scope `write`.

        storyboard_id: The storyboard
        id: An id of your own, so that asking twice makes one scene; else one is made
        position: Its place, from 0; else at the end
        expected_version: The version that the change was made on; if another is the newest, it is refused, with both
        title: For people
        subject: Who or what is seen
        action: What happens
        setting: Where it is
        camera: How the camera looks and moves
        light: How it is lit
        mood: How it feels
        sound: What is heard beside speech
        dialogue: What is spoken
        duration: Seconds, as the storyboard's model can
        transition: How it goes over into the next scene
        crossfade_seconds: How long a crossfade into the next scene is
        with_character: Whether the character is seen
        own_text: Instead of everything that would be composed
        first_frame: The image that it begins with
        references: Images that show what should be seen
        continue_from_previous: Goes on without a break: begins with the last frame of the scene before
        """
        return Request(
            "POST",
            path("/storyboards/{storyboard_id}/scenes", storyboard_id=storyboard_id),
            types.Storyboard,
            body=given(
                {
                    "id": id,
                    "position": position,
                    "expected_version": expected_version,
                    "title": title,
                    "subject": subject,
                    "action": action,
                    "setting": setting,
                    "camera": camera,
                    "light": light,
                    "mood": mood,
                    "sound": sound,
                    "dialogue": dialogue,
                    "duration": duration,
                    "transition": transition,
                    "crossfade_seconds": crossfade_seconds,
                    "with_character": with_character,
                    "own_text": own_text,
                    "first_frame": null(first_frame),
                    "references": references,
                    "continue_from_previous": continue_from_previous,
                }
            ),
        )

    @call
    def update_scene(
        self,
        storyboard_id: str,
        scene_id: str,
        *,
        expected_version: int | None = None,
        title: str | None = None,
        subject: str | None = None,
        action: str | None = None,
        setting: str | None = None,
        camera: str | None = None,
        light: str | None = None,
        mood: str | None = None,
        sound: str | None = None,
        dialogue: str | None = None,
        duration: int | None = None,
        transition: types.SceneTransition | None = None,
        crossfade_seconds: float | None = None,
        with_character: bool | None = None,
        own_text: str | None = None,
        first_frame: str | Omit | None = OMIT,
        references: Sequence[str] | None = None,
        continue_from_previous: bool | None = None,
    ) -> Request[types.Storyboard]:
        """Update a scene. What is left out stays. For signed-in users. Agent keys need the scope `write`.

        storyboard_id: The storyboard
        scene_id: The scene
        expected_version: The version that the change was made on; if another is the newest, it is refused, with both
        title: For people
        subject: Who or what is seen
        action: What happens
        setting: Where it is
        camera: How the camera looks and moves
        light: How it is lit
        mood: How it feels
        sound: What is heard beside speech
        dialogue: What is spoken
        duration: Seconds, as the storyboard's model can
        transition: How it goes over into the next scene
        crossfade_seconds: How long a crossfade into the next scene is
        with_character: Whether the character is seen
        own_text: Instead of everything that would be composed
        first_frame: The image that it begins with
        references: Images that show what should be seen
        continue_from_previous: Goes on without a break: begins with the last frame of the scene before
        """
        return Request(
            "PATCH",
            path("/storyboards/{storyboard_id}/scenes/{scene_id}", storyboard_id=storyboard_id, scene_id=scene_id),
            types.Storyboard,
            body=given(
                {
                    "expected_version": expected_version,
                    "title": title,
                    "subject": subject,
                    "action": action,
                    "setting": setting,
                    "camera": camera,
                    "light": light,
                    "mood": mood,
                    "sound": sound,
                    "dialogue": dialogue,
                    "duration": duration,
                    "transition": transition,
                    "crossfade_seconds": crossfade_seconds,
                    "with_character": with_character,
                    "own_text": own_text,
                    "first_frame": null(first_frame),
                    "references": references,
                    "continue_from_previous": continue_from_previous,
                }
            ),
        )

    @call
    def delete_scene(self, storyboard_id: str, scene_id: str, *, force: bool | None = None) -> Request[types.Storyboard]:
        """Remove a scene from a storyboard. Its video stays. Refused while that is being made, unless forced: then it is made
        all the same. For signed-in users. Agent keys need the scope `write`.

        storyboard_id: The storyboard
        scene_id: The scene
        force: Delete it although it is in use
        """
        return Request(
            "DELETE",
            path("/storyboards/{storyboard_id}/scenes/{scene_id}", storyboard_id=storyboard_id, scene_id=scene_id),
            types.Storyboard,
            query={"force": force},
        )

    @call
    def reorder_scenes(
        self, storyboard_id: str, *, scene_ids: Sequence[str], expected_version: int | None = None
    ) -> Request[types.Storyboard]:
        """Reorder the scenes of a storyboard. For signed-in users. Agent keys need the scope `write`.

        storyboard_id: The storyboard
        scene_ids: All of the storyboard's scenes
        expected_version: The version that the change was made on; if another is the newest, it is refused, with both
        """
        return Request(
            "PUT",
            path("/storyboards/{storyboard_id}/order", storyboard_id=storyboard_id),
            types.Storyboard,
            body=given({"scene_ids": scene_ids, "expected_version": expected_version}),
        )

    @call
    def get_scene_prompt(self, storyboard_id: str, scene_id: str) -> Request[types.ScenePrompt]:
        """Get the prompt that is composed for a scene. For signed-in users. Agent keys need the scope `read`.

        storyboard_id: The storyboard
        scene_id: The scene
        """
        return Request(
            "GET",
            path("/storyboards/{storyboard_id}/scenes/{scene_id}/prompt", storyboard_id=storyboard_id, scene_id=scene_id),
            types.ScenePrompt,
        )

    @call
    def quote(
        self, storyboard_id: str, *, scenes: types.SceneSet | Sequence[str] | None = None
    ) -> Request[types.StoryboardQuote]:
        """Get the price of scenes, one by one. Nothing is spent. For signed-in users. Agent keys need the scope `read`.

        storyboard_id: The storyboard
        scenes: A set of them, or their ids
        """
        return Request(
            "POST",
            path("/storyboards/{storyboard_id}/quote", storyboard_id=storyboard_id),
            types.StoryboardQuote,
            body=given({"scenes": scenes}),
            asks_only=True,
        )

    @call
    def shoot(
        self,
        storyboard_id: str,
        *,
        scenes: types.SceneSet | Sequence[str] | None = None,
        start_at: str | None = None,
        idempotency_key: str | None = None,
    ) -> Request[ShootJob[M]]:
        """Create the videos of scenes. All are charged and queued, or none. They are made in order as your slots become free.
        For signed-in users. Agent keys need the scope `spend`.

        storyboard_id: The storyboard
        scenes: A set of them, or their ids
        start_at: Not before this time, up to 30 days ahead; they are charged now
        """
        return Request(
            "POST",
            path("/storyboards/{storyboard_id}/shoot", storyboard_id=storyboard_id),
            lambda told: ShootJob(self._sender, told),
            body=given({"scenes": scenes, "start_at": start_at}),
            spends=True,
            key=idempotency_key,
        )

    @call
    def cancel_shoot(self, storyboard_id: str) -> Request[types.ShootCancellation]:
        """Cancel a storyboard's unsent videos. Those that were not sent to a provider yet; their credits come back. For
        signed-in users. Agent keys need the scope `write`.

        storyboard_id: The storyboard
        """
        return Request("POST", path("/storyboards/{storyboard_id}/cancel", storyboard_id=storyboard_id), types.ShootCancellation)


class FilmsCalls(Bound[M]):
    @call
    def create(
        self,
        *,
        scenes: Sequence[types.FilmSceneRequest] | None = None,
        format: types.AspectRatio | None = None,
        fit: types.FilmFit | None = None,
        resolution: types.FilmResolution | None = None,
        title: types.FilmTitleRequest | None = None,
        music: types.FilmMusicRequest | None = None,
        storyboard_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> Request[FilmJob[M]]:
        """Create a film from finished videos or a storyboard. In the order given; of a storyboard all scenes, each with its
        video and its transition into the next. Its credits are charged and it is queued; where as many as you may have at
        once are being made, it waits for its turn. For signed-in users. Agent keys need the scope `spend`.

        scenes: Videos in their order; without them the storyboard's, whole and with its transitions
        format: Of the frame; without it and `resolution` as the first scene
        fit: How a scene of another shape comes into the frame
        resolution: Lines of the picture
        title: Words at the beginning
        music: What is heard under the scenes
        storyboard_id: The storyboard of yours that it is made of
        """
        return Request(
            "POST",
            "/films",
            lambda told: FilmJob(self._sender, told),
            body=given(
                {
                    "scenes": scenes,
                    "format": format,
                    "fit": fit,
                    "resolution": resolution,
                    "title": title,
                    "music": music,
                    "storyboard_id": storyboard_id,
                }
            ),
            spends=True,
            key=idempotency_key,
        )

    def list(
        self,
        *,
        limit: int | None = None,
        q: str | None = None,
        tag: str | None = None,
        favourite: bool | None = None,
        storyboard_id: str | None = None,
        seconds_min: float | None = None,
        seconds_max: float | None = None,
        since: str | None = None,
        until: str | None = None,
        status: types.FilmState | None = None,
    ) -> Pages[M, types.Film]:
        """List your films, newest first. All, or those that are asked for. A page that was searched for may be short and still
        have a `next_cursor`. For signed-in users. Agent keys need the scope `read`.

        limit: How many entries, the newest first
        q: Words of name, tags and text, all of them, in any order; from three letters on their beginning is enough
        tag: Names the character for good, whatever they are called
        favourite: A mark of the user's own
        storyboard_id: Made for this storyboard
        seconds_min: Of this length or longer
        seconds_max: Of this length or shorter
        since: Asked for at or after this time; a date alone begins at midnight, UTC
        until: Asked for before this time; a date alone begins at midnight, UTC
        status: Where it is on its way
        """
        asked = {
            "limit": limit,
            "q": q,
            "tag": tag,
            "favourite": favourite,
            "storyboard_id": storyboard_id,
            "seconds_min": seconds_min,
            "seconds_max": seconds_max,
            "since": since,
            "until": until,
            "status": status,
        }

        def ask(cursor: str | None) -> Request[Page[types.Film]]:
            return Request(
                "GET",
                "/films",
                lambda told: Page([types.Film(each) for each in told["films"]], told["next_cursor"]),
                query={**asked, "cursor": cursor},
            )

        return Pages(self._sender, ask)

    @call
    def quote(
        self,
        *,
        scenes: Sequence[types.FilmSceneRequest] | None = None,
        format: types.AspectRatio | None = None,
        fit: types.FilmFit | None = None,
        resolution: types.FilmResolution | None = None,
        title: types.FilmTitleRequest | None = None,
        music: types.FilmMusicRequest | None = None,
        storyboard_id: str | None = None,
    ) -> Request[types.FilmQuote]:
        """Get the price and length of a film. Nothing is spent. What could not be made is refused as `createFilm` would refuse
        it. For signed-in users. Agent keys need the scope `read`.

        scenes: Videos in their order; without them the storyboard's, whole and with its transitions
        format: Of the frame; without it and `resolution` as the first scene
        fit: How a scene of another shape comes into the frame
        resolution: Lines of the picture
        title: Words at the beginning
        music: What is heard under the scenes
        storyboard_id: The storyboard of yours that it is made of
        """
        return Request(
            "POST",
            "/films/quote",
            types.FilmQuote,
            body=given(
                {
                    "scenes": scenes,
                    "format": format,
                    "fit": fit,
                    "resolution": resolution,
                    "title": title,
                    "music": music,
                    "storyboard_id": storyboard_id,
                }
            ),
            asks_only=True,
        )

    @call
    def create_music_upload(self, *, content_type: types.MusicType, bytes: int | None = None) -> Request[types.MusicUpload]:
        """Get an address to upload music to. Send the bytes there with PUT and exactly the headers that are given. For signed-
        in users. Agent keys need the scope `write`.

        content_type: The file's media type
        bytes: The file's exact size, where it is known
        """
        return Request("POST", "/films/music", types.MusicUpload, body=given({"content_type": content_type, "bytes": bytes}))

    @call
    def get(self, film_id: str) -> Request[types.Film]:
        """Get a film. For signed-in users. Agent keys need the scope `read`.

        film_id: The film
        """
        return Request("GET", path("/films/{film_id}", film_id=film_id), types.Film)

    @call
    def update(
        self, film_id: str, *, name: str | None = None, favourite: bool | None = None, tags: Sequence[str] | None = None
    ) -> Request[types.Film]:
        """Update a film's name, favourite and tags. What is left out stays, null clears. For signed-in users. Agent keys need
        the scope `write`.

        film_id: The film
        name: What people call it
        favourite: A mark of the user's own
        tags: Compared without capitals and accents
        """
        return Request(
            "PATCH",
            path("/films/{film_id}", film_id=film_id),
            types.Film,
            body=given({"name": name, "favourite": favourite, "tags": tags}),
        )

    @call
    def delete(self, film_id: str) -> Request[None]:
        """Delete a film. It goes to the trash; one that is being made is cancelled first. Its scenes stay. For signed-in
        users. Agent keys need the scope `write`.

        film_id: The film
        """
        return Request("DELETE", path("/films/{film_id}", film_id=film_id), lambda _: None)

    @call
    def links(self, film_id: str, *, minutes: int | None = None) -> Request[types.MediaLinks]:
        """Get addresses of a finished film. One that plays it, one that downloads it, for an hour or as asked, and without
        signing in. For signed-in users. Agent keys need the scope `read`.

        film_id: The film
        minutes: How long the addresses are good for at most, and three quarters of it at least: `expires_at`
        """
        return Request("GET", path("/films/{film_id}/links", film_id=film_id), types.MediaLinks, query={"minutes": minutes})

    @call
    def cancel(self, film_id: str) -> Request[types.Film]:
        """Cancel a film that is not finished. Its credits come back. For signed-in users. Agent keys need the scope `write`.

        film_id: The film
        """
        return Request("POST", path("/films/{film_id}/cancel", film_id=film_id), types.Film)

    @call
    def delete_many(self, *, ids: Sequence[str] | None = None, all: Literal["failed"] | None = None) -> Request[types.Deletion]:
        """Delete up to 100 films, or all that failed. They go to the trash. Of each that does not, the answer says why; of all
        that failed, the latest 100 go at once. For signed-in users. Agent keys need the scope `write`.

        ids: These
        all: `failed`: all that failed, instead of `ids`
        """
        return Request("POST", "/films/delete", types.Deletion, body=given({"ids": ids, "all": all}))

    @call
    def watch(self, film_id: str, *, wait: int | None = None, state: types.FilmState | None = None) -> Request[types.Film]:
        """Wait for a film's next state. The answer comes once its state is not `state` any more, at the latest after `wait`
        seconds. For signed-in users. Agent keys need the scope `read`.

        film_id: The film
        wait: Seconds to wait for another state, counted from the call on
        state: The state you know; without it the answer comes at once
        """
        return Request(
            "GET",
            path("/watch/films/{film_id}", film_id=film_id),
            types.Film,
            query={"wait": wait, "state": state},
            patience=wait or 0,
        )


class LibraryCalls(Bound[M]):
    def list_trash(self, *, limit: int | None = None) -> Pages[M, types.TrashEntry]:
        """List what is in your trash. What was deleted last comes first. A page may be short, and yet another may follow. For
        signed-in users. Agent keys need the scope `read`.

        limit: How many entries, the newest first
        """
        asked = {"limit": limit}

        def ask(cursor: str | None) -> Request[Page[types.TrashEntry]]:
            return Request(
                "GET",
                "/library/trash",
                lambda told: Page([types.TrashEntry(each) for each in told["entries"]], told["next_cursor"]),
                query={**asked, "cursor": cursor},
            )

        return Pages(self._sender, ask)

    @call
    def restore_trash(self, *, items: Sequence[types.TrashItem]) -> Request[types.TrashRestoration]:
        """Restore up to 100 things from your trash. Each is as it was. Of each that cannot come back, the answer says why. For
        signed-in users. Agent keys need the scope `write`.

        items: What is paid for, one by one
        """
        return Request("POST", "/library/trash/restore", types.TrashRestoration, body=given({"items": items}))

    @call
    def purge_trash(
        self, *, items: Sequence[types.TrashItem] | None = None, all: bool | None = None
    ) -> Request[types.TrashPurge]:
        """Erase things in your trash for good. Up to 100 of them, or all. It cannot be taken back; asked for twice, it is done
        once. For signed-in users. Not by an agent key.

        items: What is paid for, one by one
        all: Everything, instead of `items`
        """
        return Request("POST", "/library/trash/purge", types.TrashPurge, body=given({"items": items, "all": all}))


class SharesCalls(Bound[M]):
    @call
    def create(
        self,
        *,
        kind: types.SharedKind,
        id: str,
        title: str | None = None,
        name: str | None = None,
        download: bool | None = None,
        expires_in_days: int | None = None,
        password: str | None = None,
        idempotency_key: str | None = None,
    ) -> Request[types.ShareAccepted]:
        """Create a link to a finished video or film. Whoever has it sees it without signing in, until it ends or is revoked.
        For signed-in users. Agent keys need the scope `write`.

        kind: What is to be shown
        id: The video's or film's own id; it must be finished
        title: What stands above it on its page
        name: Whom its page says that it is from; nothing else of you is told
        download: Whether its page offers the file
        expires_in_days: After so many days it ends by itself
        password: What its page asks for; it is kept as a hash and never shown again
        """
        return Request(
            "POST",
            "/shares",
            types.ShareAccepted,
            body=given(
                {
                    "kind": kind,
                    "id": id,
                    "title": title,
                    "name": name,
                    "download": download,
                    "expires_in_days": expires_in_days,
                    "password": password,
                }
            ),
            spends=True,
            key=idempotency_key,
        )

    def list(self, *, limit: int | None = None) -> Pages[M, types.Share]:
        """List your links, newest first. Those that have ended too, for ninety days. For signed-in users. Agent keys need the
        scope `read`.

        limit: How many entries, the newest first
        """
        asked = {"limit": limit}

        def ask(cursor: str | None) -> Request[Page[types.Share]]:
            return Request(
                "GET",
                "/shares",
                lambda told: Page([types.Share(each) for each in told["shares"]], told["next_cursor"]),
                query={**asked, "cursor": cursor},
            )

        return Pages(self._sender, ask)

    @call
    def get(self, token: str, *, days: int | None = None) -> Request[types.ShareVisits]:
        """Get a link and how often it was visited. Opened, played and watched to the end, by day; nothing is known of who
        came. For signed-in users. Agent keys need the scope `read`.

        token: The token in the link's address
        days: How many days, today the latest
        """
        return Request("GET", path("/shares/{token}", token=token), types.ShareVisits, query={"days": days})

    @call
    def revoke(self, token: str) -> Request[types.Share]:
        """Revoke a link. Its page is closed at once. Whoever is watching may go on for half an hour, or for three times its
        length. For signed-in users. Agent keys need the scope `write`.

        token: The token in the link's address
        """
        return Request("POST", path("/shares/{token}/revoke", token=token), types.Share)


class WebhooksCalls(Bound[M]):
    @call
    def create(
        self,
        *,
        events: Sequence[types.EventType],
        url: str,
        language: types.Language | None = None,
        description: str | None = None,
    ) -> Request[types.WebhookEndpointMade]:
        """Create a webhook endpoint. What it is sent is signed as Standard Webhooks has it. The secret is told this once. For
        signed-in users. Not by an agent key.

        events: The events that it is told of
        language: Of the texts in what it is told
        url: Where events are sent to, by POST: https on port 443 or 8443, without a name or password. Its name must lead
            to public addresses; redirects are not followed
        description: What tells it from others
        """
        return Request(
            "POST",
            "/webhooks",
            types.WebhookEndpointMade,
            body=given({"events": events, "language": language, "url": url, "description": description}),
        )

    @call
    def list(self) -> Request[types.WebhookEndpointList]:
        """List your webhook endpoints, newest first. Listeners too; never a secret. For signed-in users. Agent keys need the
        scope `read`.
        """
        return Request("GET", "/webhooks", types.WebhookEndpointList)

    @call
    def create_listener(
        self, *, events: Sequence[types.EventType], language: types.Language | None = None
    ) -> Request[types.WebhookEndpointMade]:
        """Create a listener. For a program that nobody can reach: it fetches its deliveries, and signs them with the secret
        for whom it hands them to. It ends after a day. For signed-in users. Agent keys need the scope `write`.

        events: The events that it is told of
        language: Of the texts in what it is told
        """
        return Request(
            "POST", "/webhooks/listeners", types.WebhookEndpointMade, body=given({"events": events, "language": language})
        )

    @call
    def delete_listener(self, endpoint_id: str) -> Request[None]:
        """Delete a listener. For signed-in users. Agent keys need the scope `write`.

        endpoint_id: The webhook endpoint
        """
        return Request("DELETE", path("/webhooks/listeners/{endpoint_id}", endpoint_id=endpoint_id), lambda _: None)

    @call
    def get(self, endpoint_id: str) -> Request[types.WebhookEndpoint]:
        """Get a webhook endpoint. For signed-in users. Agent keys need the scope `read`.

        endpoint_id: The webhook endpoint
        """
        return Request("GET", path("/webhooks/{endpoint_id}", endpoint_id=endpoint_id), types.WebhookEndpoint)

    @call
    def update(
        self,
        endpoint_id: str,
        *,
        url: str | None = None,
        events: Sequence[types.EventType] | None = None,
        description: str | None = None,
        language: types.Language | None = None,
        active: bool | None = None,
    ) -> Request[types.WebhookEndpoint]:
        """Update a webhook endpoint, or switch it off or on. Switched on again it begins anew; what failed before is sent
        again when you ask for it. For signed-in users. Not by an agent key.

        endpoint_id: The webhook endpoint
        url: Where events are sent to from now on
        events: The events that it is told of from now on
        description: What tells it from others
        language: Of the texts in what it is told
        active: False switches it off, true on again
        """
        return Request(
            "PATCH",
            path("/webhooks/{endpoint_id}", endpoint_id=endpoint_id),
            types.WebhookEndpoint,
            body=given({"url": url, "events": events, "description": description, "language": language, "active": active}),
        )

    @call
    def delete(self, endpoint_id: str) -> Request[None]:
        """Delete a webhook endpoint. It is sent nothing more, at once. For signed-in users. Not by an agent key.

        endpoint_id: The webhook endpoint
        """
        return Request("DELETE", path("/webhooks/{endpoint_id}", endpoint_id=endpoint_id), lambda _: None)

    @call
    def rotate_secret(self, endpoint_id: str, *, overlap_hours: int | None = None) -> Request[types.WebhookEndpointMade]:
        """Give a webhook endpoint a new secret. For a while both sign, so that its receiver can change over. The secret is
        told this once. For signed-in users. Not by an agent key.

        endpoint_id: The webhook endpoint
        overlap_hours: For so long both sign; 0: only the new one, at once
        """
        return Request(
            "POST",
            path("/webhooks/{endpoint_id}/secret", endpoint_id=endpoint_id),
            types.WebhookEndpointMade,
            body=given({"overlap_hours": overlap_hours}),
        )

    @call
    def send_test(self, endpoint_id: str) -> Request[types.WebhookDelivery]:
        """Send a test event. `webhook.test`, in the way of all others; look at the delivery for what came of it. For signed-in
        users. Agent keys need the scope `write`.

        endpoint_id: The webhook endpoint
        """
        return Request("POST", path("/webhooks/{endpoint_id}/test", endpoint_id=endpoint_id), types.WebhookDelivery)

    def deliveries(
        self, endpoint_id: str, *, limit: int | None = None, status: types.DeliveryStatus | None = None
    ) -> Pages[M, types.WebhookDelivery]:
        """List what a webhook endpoint was sent, newest first. With bodies and answers, for thirty days. For signed-in users.
        Agent keys need the scope `read`.

        endpoint_id: The webhook endpoint
        limit: How many entries, the newest first
        status: Only those of this status
        """
        asked = {"limit": limit, "status": status}

        def ask(cursor: str | None) -> Request[Page[types.WebhookDelivery]]:
            return Request(
                "GET",
                path("/webhooks/{endpoint_id}/deliveries", endpoint_id=endpoint_id),
                lambda told: Page([types.WebhookDelivery(each) for each in told["deliveries"]], told["next_cursor"]),
                query={**asked, "cursor": cursor},
            )

        return Pages(self._sender, ask)

    @call
    def delivery(self, endpoint_id: str, delivery_id: str) -> Request[types.WebhookDelivery]:
        """Get a delivery, with its tries. For signed-in users. Agent keys need the scope `read`.

        endpoint_id: The webhook endpoint
        delivery_id: The delivery
        """
        return Request(
            "GET",
            path("/webhooks/{endpoint_id}/deliveries/{delivery_id}", endpoint_id=endpoint_id, delivery_id=delivery_id),
            types.WebhookDelivery,
        )

    @call
    def redeliver(self, endpoint_id: str, delivery_id: str) -> Request[types.WebhookDelivery]:
        """Send a delivery again. With the same `webhook-id` and body. One that is under way stays so. For signed-in users.
        Agent keys need the scope `write`.

        endpoint_id: The webhook endpoint
        delivery_id: The delivery
        """
        return Request(
            "POST",
            path("/webhooks/{endpoint_id}/deliveries/{delivery_id}/redeliver", endpoint_id=endpoint_id, delivery_id=delivery_id),
            types.WebhookDelivery,
        )

    @call
    def redeliver_all(
        self, endpoint_id: str, *, since: str, until: str | None = None, all: bool | None = None
    ) -> Request[types.WebhookRedelivery]:
        """Send all deliveries of a time again. Those that failed, or all. A hundred at once; where there are more, the rest
        follows by itself. For signed-in users. Agent keys need the scope `write`.

        endpoint_id: The webhook endpoint
        since: Of events at or after this time
        until: And before this one; without it until now
        all: Those that were taken, too; else those that failed
        """
        return Request(
            "POST",
            path("/webhooks/{endpoint_id}/redeliver", endpoint_id=endpoint_id),
            types.WebhookRedelivery,
            body=given({"since": since, "until": until, "all": all}),
        )


class PaymentsCalls(Bound[M]):
    @call
    def list_packages(self, *, country: str | None = None) -> Request[types.CreditPackageList]:
        """List what can be bought. For everybody, and for the country that is named. For signed-in users. Agent keys need the
        scope `read`.

        country: Where you are, by ISO 3166: some packages are for some countries
        """
        return Request("GET", "/payments/packages", types.CreditPackageList, query={"country": country})

    @call
    def create_checkout(
        self, *, package_id: str, country: str | None = None, return_to: str | None = None, idempotency_key: str | None = None
    ) -> Request[types.Checkout]:
        """Create a page where a package is paid. Its address, at Stripe, is good for an hour. The credits are there once
        Stripe says that they are paid. For signed-in users. Not by an agent key.

        package_id: One of those that are on offer
        country: Where you are, by ISO 3166: some packages are for some countries
        return_to: Where Stripe sends you back to: a page of this service or of an origin that may call it
        """
        return Request(
            "POST",
            "/payments/checkouts",
            types.Checkout,
            body=given({"package_id": package_id, "country": country, "return_to": return_to}),
            spends=True,
            key=idempotency_key,
        )

    def list_purchases(self, *, limit: int | None = None) -> Pages[M, types.Purchase]:
        """List your purchases, newest first. With the receipt of each, and what was taken back. For signed-in users. Not by an
        agent key.

        limit: How many entries, the newest first
        """
        asked = {"limit": limit}

        def ask(cursor: str | None) -> Request[Page[types.Purchase]]:
            return Request(
                "GET",
                "/payments",
                lambda told: Page([types.Purchase(each) for each in told["purchases"]], told["next_cursor"]),
                query={**asked, "cursor": cursor},
            )

        return Pages(self._sender, ask)

    @call
    def get_purchase(self, purchase_id: str) -> Request[types.Purchase]:
        """Get a purchase. For signed-in users. Not by an agent key.

        purchase_id: The purchase
        """
        return Request("GET", path("/payments/{purchase_id}", purchase_id=purchase_id), types.Purchase)

    @call
    def create_payments_portal(self, *, return_to: str | None = None) -> Request[types.PaymentsPortal]:
        """Get the address of your page at Stripe. Receipts, and what Stripe keeps of you. It is good for a few minutes. For
        signed-in users. Not by an agent key.

        return_to: Where Stripe sends you back to: a page of this service or of an origin that may call it
        """
        return Request("POST", "/payments/portal", types.PaymentsPortal, body=given({"return_to": return_to}))


class AdminCalls(Bound[M]):
    def list_audit_entries(
        self,
        *,
        reason: str,
        actor: str | None = None,
        action: str | None = None,
        on: str | None = None,
        user_id: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
    ) -> Pages[M, types.AuditEntry]:
        """List what operators did, newest first. By who, what, on what or whom, and when. For operators.

        reason: Why it is done; it stands in the audit log
        actor: Who did it
        action: What was done, as `set_config`
        on: On what or whom
        user_id: Whom it was about, be it done to them or to something of theirs
        since: From then on
        until: Before then
        limit: How many entries at most
        """
        asked = {
            "reason": reason,
            "actor": actor,
            "action": action,
            "on": on,
            "user_id": user_id,
            "since": since,
            "until": until,
            "limit": limit,
        }

        def ask(cursor: str | None) -> Request[Page[types.AuditEntry]]:
            return Request(
                "GET",
                "/admin/audit",
                lambda told: Page([types.AuditEntry(each) for each in told["entries"]], told["next_cursor"]),
                query={**asked, "cursor": cursor},
            )

        return Pages(self._sender, ask)

    @call
    def export_audit_csv(
        self,
        *,
        reason: str,
        actor: str | None = None,
        action: str | None = None,
        on: str | None = None,
        user_id: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Request[str]:
        """Export a page of the audit log as CSV or NDJSON. `X-Next-Cursor` has the `cursor` of the next page, where there is
        one. For operators.

        reason: Why it is done; it stands in the audit log
        actor: Who did it
        action: What was done, as `set_config`
        on: On what or whom
        user_id: Whom it was about, be it done to them or to something of theirs
        since: From then on
        until: Before then
        limit: How many entries at most
        cursor: The `next_cursor` of the page before
        """
        return Request(
            "GET",
            "/admin/audit/export",
            str,
            query={
                "reason": reason,
                "actor": actor,
                "action": action,
                "on": on,
                "user_id": user_id,
                "since": since,
                "until": until,
                "limit": limit,
                "cursor": cursor,
                "format": "csv",
            },
            as_text=True,
        )

    def list_reports(
        self,
        *,
        reason: str,
        state: types.ReportState | None = None,
        about: types.ReportAbout | None = None,
        user_id: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
    ) -> Pages[M, types.ReportRecord]:
        """List reports of shared videos and films, newest first. Each with how many were sent of the same work. For operators.

        reason: Why it is done; it stands in the audit log
        state: What came of them
        about: Why they were sent
        user_id: Whose works they are of
        since: That came from then on
        until: That came before then
        limit: How many entries at most
        """
        asked = {
            "reason": reason,
            "state": state,
            "about": about,
            "user_id": user_id,
            "since": since,
            "until": until,
            "limit": limit,
        }

        def ask(cursor: str | None) -> Request[Page[types.ReportRecord]]:
            return Request(
                "GET",
                "/admin/reports",
                lambda told: Page([types.ReportRecord(each) for each in told["reports"]], told["next_cursor"]),
                query={**asked, "cursor": cursor},
            )

        return Pages(self._sender, ask)

    @call
    def list_report_days(self, *, reason: str, days: int | None = None) -> Request[types.ReportDays]:
        """List how many reports came and were decided, by day. For operators.

        reason: Why it is done; it stands in the audit log
        days: How many days, today the latest
        """
        return Request("GET", "/admin/reports/days", types.ReportDays, query={"reason": reason, "days": days})

    @call
    def get_report(self, report_id: str, *, reason: str) -> Request[types.ReportDetail]:
        """Get a report with what is known of work and owner. What is told of the file, its links, other reports of it, and its
        owner's history. For operators.

        report_id: The report
        reason: Why it is done; it stands in the audit log
        """
        return Request(
            "GET", path("/admin/reports/{report_id}", report_id=report_id), types.ReportDetail, query={"reason": reason}
        )

    @call
    def decide_report(self, report_id: str, *, reason: str, decision: types.ReportDecision) -> Request[types.ReportOutcome]:
        """Decide a report, and all others of the same work. Whoever left an address is told by mail, and so is the owner where
        links were ended. For operators.

        report_id: The report
        reason: Why it is done; it stands in the audit log
        decision: `dismiss` leaves it as it is; `revoke_shares` ends all links to it; `take_down` keeps it, and what was
            made of it, from everybody until it is put back
        """
        return Request(
            "POST",
            path("/admin/reports/{report_id}/decision", report_id=report_id),
            types.ReportOutcome,
            body=given({"reason": reason, "decision": decision}),
        )

    @call
    def grant_credits(self, *, reason: str, user_id: str, grant_id: str, credits: int) -> Request[types.CreditPosting]:
        """Give credits to a user. For operators.

        reason: Why it is done; it stands in the audit log
        user_id: The user
        grant_id: Your own id for it; the same one counts once
        credits: How many the user gets
        """
        return Request(
            "POST",
            "/admin/grants",
            types.CreditPosting,
            body=given({"reason": reason, "user_id": user_id, "grant_id": grant_id, "credits": credits}),
        )

    @call
    def correct_credits(self, *, reason: str, user_id: str, grant_id: str, credits: int) -> Request[types.CreditPosting]:
        """Correct a user's balance, never below zero. For operators.

        reason: Why it is done; it stands in the audit log
        user_id: The user
        grant_id: Your own id for it; the same one counts once
        credits: Positive gives, negative takes; not 0
        """
        return Request(
            "POST",
            "/admin/corrections",
            types.CreditPosting,
            body=given({"reason": reason, "user_id": user_id, "grant_id": grant_id, "credits": credits}),
        )

    def list_users(
        self, *, reason: str, find: str | None = None, filter: types.UserFilter | None = None, limit: int | None = None
    ) -> Pages[M, types.UserSummary]:
        """List users, or those who are known by something. `find` takes an e-mail address, a phone number, an id, an id at a
        provider (`google.com:1234`), or words of a name or address: whole ones, or beginnings of three letters and more. A
        page may be empty and still have a `next_cursor`. For operators.

        reason: Why it is done; it stands in the audit log
        find: An address, a number, an id, one at a provider, or words of a name
        filter: `new` unless `find` is given
        limit: How many entries at most
        """
        asked = {"reason": reason, "find": find, "filter": filter, "limit": limit}

        def ask(cursor: str | None) -> Request[Page[types.UserSummary]]:
            return Request(
                "GET",
                "/admin/users",
                lambda told: Page([types.UserSummary(each) for each in told["users"]], told["next_cursor"]),
                query={**asked, "cursor": cursor},
            )

        return Pages(self._sender, ask)

    @call
    def get_user(self, user_id: str, *, reason: str) -> Request[types.UserRecord]:
        """Get all that is kept of a user. Of each list its first entries; its own route goes on from there. For operators.

        user_id: The user's id at Firebase Auth
        reason: Why it is done; it stands in the audit log
        """
        return Request("GET", path("/admin/users/{user_id}", user_id=user_id), types.UserRecord, query={"reason": reason})

    def list_user_transactions(self, user_id: str, *, reason: str, limit: int | None = None) -> Pages[M, types.CreditTransaction]:
        """List a user's ledger entries, newest first. For operators.

        user_id: The user's id at Firebase Auth
        reason: Why it is done; it stands in the audit log
        limit: How many entries at most
        """
        asked = {"reason": reason, "limit": limit}

        def ask(cursor: str | None) -> Request[Page[types.CreditTransaction]]:
            return Request(
                "GET",
                path("/admin/users/{user_id}/transactions", user_id=user_id),
                lambda told: Page([types.CreditTransaction(each) for each in told["transactions"]], told["next_cursor"]),
                query={**asked, "cursor": cursor},
            )

        return Pages(self._sender, ask)

    def list_user_jobs(self, user_id: str, *, reason: str, limit: int | None = None) -> Pages[M, types.UserBelonging]:
        """List a user's videos, deleted ones among them. For operators.

        user_id: The user's id at Firebase Auth
        reason: Why it is done; it stands in the audit log
        limit: How many entries at most
        """
        asked = {"reason": reason, "limit": limit}

        def ask(cursor: str | None) -> Request[Page[types.UserBelonging]]:
            return Request(
                "GET",
                path("/admin/users/{user_id}/jobs", user_id=user_id),
                lambda told: Page([types.UserBelonging(each) for each in told["items"]], told["next_cursor"]),
                query={**asked, "cursor": cursor},
            )

        return Pages(self._sender, ask)

    def list_user_prompts(self, user_id: str, *, reason: str, limit: int | None = None) -> Pages[M, types.UserBelonging]:
        """List a user's prompts, deleted ones among them. For operators.

        user_id: The user's id at Firebase Auth
        reason: Why it is done; it stands in the audit log
        limit: How many entries at most
        """
        asked = {"reason": reason, "limit": limit}

        def ask(cursor: str | None) -> Request[Page[types.UserBelonging]]:
            return Request(
                "GET",
                path("/admin/users/{user_id}/prompts", user_id=user_id),
                lambda told: Page([types.UserBelonging(each) for each in told["items"]], told["next_cursor"]),
                query={**asked, "cursor": cursor},
            )

        return Pages(self._sender, ask)

    def list_user_films(self, user_id: str, *, reason: str, limit: int | None = None) -> Pages[M, types.UserBelonging]:
        """List a user's films, deleted ones among them. For operators.

        user_id: The user's id at Firebase Auth
        reason: Why it is done; it stands in the audit log
        limit: How many entries at most
        """
        asked = {"reason": reason, "limit": limit}

        def ask(cursor: str | None) -> Request[Page[types.UserBelonging]]:
            return Request(
                "GET",
                path("/admin/users/{user_id}/films", user_id=user_id),
                lambda told: Page([types.UserBelonging(each) for each in told["items"]], told["next_cursor"]),
                query={**asked, "cursor": cursor},
            )

        return Pages(self._sender, ask)

    def list_user_images(self, user_id: str, *, reason: str, limit: int | None = None) -> Pages[M, types.UserBelonging]:
        """List a user's pictures, deleted ones among them. For operators.

        user_id: The user's id at Firebase Auth
        reason: Why it is done; it stands in the audit log
        limit: How many entries at most
        """
        asked = {"reason": reason, "limit": limit}

        def ask(cursor: str | None) -> Request[Page[types.UserBelonging]]:
            return Request(
                "GET",
                path("/admin/users/{user_id}/images", user_id=user_id),
                lambda told: Page([types.UserBelonging(each) for each in told["items"]], told["next_cursor"]),
                query={**asked, "cursor": cursor},
            )

        return Pages(self._sender, ask)

    def list_user_storyboards(self, user_id: str, *, reason: str, limit: int | None = None) -> Pages[M, types.UserBelonging]:
        """List a user's storyboards, deleted ones among them. For operators.

        user_id: The user's id at Firebase Auth
        reason: Why it is done; it stands in the audit log
        limit: How many entries at most
        """
        asked = {"reason": reason, "limit": limit}

        def ask(cursor: str | None) -> Request[Page[types.UserBelonging]]:
            return Request(
                "GET",
                path("/admin/users/{user_id}/storyboards", user_id=user_id),
                lambda told: Page([types.UserBelonging(each) for each in told["items"]], told["next_cursor"]),
                query={**asked, "cursor": cursor},
            )

        return Pages(self._sender, ask)

    def list_user_audit(self, user_id: str, *, reason: str, limit: int | None = None) -> Pages[M, types.AuditEntry]:
        """List what operators did about a user, newest first. For operators.

        user_id: The user's id at Firebase Auth
        reason: Why it is done; it stands in the audit log
        limit: How many entries at most
        """
        asked = {"reason": reason, "limit": limit}

        def ask(cursor: str | None) -> Request[Page[types.AuditEntry]]:
            return Request(
                "GET",
                path("/admin/users/{user_id}/audit", user_id=user_id),
                lambda told: Page([types.AuditEntry(each) for each in told["entries"]], told["next_cursor"]),
                query={**asked, "cursor": cursor},
            )

        return Pages(self._sender, ask)

    def list_user_notes(self, user_id: str, *, reason: str, limit: int | None = None) -> Pages[M, types.UserNote]:
        """List operators' notes on a user, newest first. For operators.

        user_id: The user's id at Firebase Auth
        reason: Why it is done; it stands in the audit log
        limit: How many entries at most
        """
        asked = {"reason": reason, "limit": limit}

        def ask(cursor: str | None) -> Request[Page[types.UserNote]]:
            return Request(
                "GET",
                path("/admin/users/{user_id}/notes", user_id=user_id),
                lambda told: Page([types.UserNote(each) for each in told["notes"]], told["next_cursor"]),
                query={**asked, "cursor": cursor},
            )

        return Pages(self._sender, ask)

    @call
    def add_user_note(self, user_id: str, *, reason: str, text: str) -> Request[types.UserNote]:
        """Add a note on a user. Only operators see it; it goes with the user. For operators.

        user_id: The user's id at Firebase Auth
        reason: Why it is done; it stands in the audit log
        text: What operators should know of this user
        """
        return Request(
            "POST",
            path("/admin/users/{user_id}/notes", user_id=user_id),
            types.UserNote,
            body=given({"reason": reason, "text": text}),
        )

    @call
    def delete_user_note(self, user_id: str, note_id: str, *, reason: str) -> Request[None]:
        """Delete a note on a user. For operators.

        user_id: The user's id at Firebase Auth
        note_id: The note
        reason: Why it is done; it stands in the audit log
        """
        return Request(
            "DELETE",
            path("/admin/users/{user_id}/notes/{note_id}", user_id=user_id, note_id=note_id),
            lambda _: None,
            query={"reason": reason},
        )

    @call
    def set_user_overrides(
        self,
        user_id: str,
        *,
        reason: str,
        active_jobs: int | None = None,
        active_films: int | None = None,
        active_prompts: int | None = None,
        generation_per_minute: int | None = None,
        compile_per_minute: int | None = None,
        prompts_per_minute: int | None = None,
        keys_per_minute: int | None = None,
        calls_per_minute: int | None = None,
        daily_cap: int | None = None,
        storyboards: int | None = None,
        templates: int | None = None,
        upload_places: int | None = None,
        music_places: int | None = None,
        stored_gib: int | None = None,
        followers: int | None = None,
        live_batches: int | None = None,
        shares: int | None = None,
        agent_keys: int | None = None,
        webhook_endpoints: int | None = None,
        exports: int | None = None,
        until: Mapping[str, str] | None = None,
    ) -> Request[types.UserOverrides]:
        """Set a user's own limits. What is left out falls back to the configuration, and so does what `until` names, by
        itself, from then on. For operators.

        user_id: The user's id at Firebase Auth
        reason: Why it is done; it stands in the audit log
        active_jobs: Videos that the user may have made at one time
        active_films: Films that the user may have made at one time
        active_prompts: Prompts of collections that are written at one time
        generation_per_minute: Calls a minute that make videos or films
        compile_per_minute: Calls that make films and edits
        prompts_per_minute: Calls a minute that have prompts written
        keys_per_minute: Calls about their own provider keys
        calls_per_minute: All other calls; instances notice within a minute
        daily_cap: Credits a day, gross; 0 stops all spending
        storyboards: How many are kept
        templates: How many are kept
        upload_places: Uploads of pictures that are open at one time
        music_places: Uploads of music in two days
        stored_gib: Storage for videos, films and pictures together
        followers: Videos that wait for one that is being made
        live_batches: Batches with videos that have not ended
        shares: Links that can be opened
        agent_keys: Keys of agents that are good
        webhook_endpoints: Webhook endpoints, listeners among them
        exports: Exports within the days that one is kept
        until: When one of these limits ends; it needs no call then
        """
        return Request(
            "PUT",
            path("/admin/users/{user_id}/overrides", user_id=user_id),
            types.UserOverrides,
            body=given(
                {
                    "reason": reason,
                    "active_jobs": active_jobs,
                    "active_films": active_films,
                    "active_prompts": active_prompts,
                    "generation_per_minute": generation_per_minute,
                    "compile_per_minute": compile_per_minute,
                    "prompts_per_minute": prompts_per_minute,
                    "keys_per_minute": keys_per_minute,
                    "calls_per_minute": calls_per_minute,
                    "daily_cap": daily_cap,
                    "storyboards": storyboards,
                    "templates": templates,
                    "upload_places": upload_places,
                    "music_places": music_places,
                    "stored_gib": stored_gib,
                    "followers": followers,
                    "live_batches": live_batches,
                    "shares": shares,
                    "agent_keys": agent_keys,
                    "webhook_endpoints": webhook_endpoints,
                    "exports": exports,
                    "until": until,
                }
            ),
        )

    @call
    def sign_out_user(self, user_id: str, *, reason: str) -> Request[types.SignOutResult]:
        """Sign a user out everywhere. For operators.

        user_id: The user's id at Firebase Auth
        reason: Why it is done; it stands in the audit log
        """
        return Request(
            "POST", path("/admin/users/{user_id}/sign-out", user_id=user_id), types.SignOutResult, body=given({"reason": reason})
        )

    @call
    def disable_user(self, user_id: str, *, reason: str, until: str | None = None) -> Request[types.SignOutResult]:
        """Disable a user. No new sign-in, and the tokens that are out stop working. With `until` they are let in again from
        then on, by themselves: so long every call of theirs is refused, whatever they sign in with. For operators.

        user_id: The user's id at Firebase Auth
        reason: Why it is done; it stands in the audit log
        until: When they are let in again, by themselves; else when an operator says so
        """
        return Request(
            "POST",
            path("/admin/users/{user_id}/disable", user_id=user_id),
            types.SignOutResult,
            body=given({"reason": reason, "until": until}),
        )

    @call
    def enable_user(self, user_id: str, *, reason: str) -> Request[types.SignOutResult]:
        """Enable a disabled user again. For operators.

        user_id: The user's id at Firebase Auth
        reason: Why it is done; it stands in the audit log
        """
        return Request(
            "POST", path("/admin/users/{user_id}/enable", user_id=user_id), types.SignOutResult, body=given({"reason": reason})
        )

    def list_jobs(
        self,
        *,
        reason: str,
        user_id: str | None = None,
        since: str | None = None,
        until: str | None = None,
        state: Literal["live"] | types.JobState | None = None,
        provider: str | None = None,
        outcome: types.Outcome | None = None,
        model: str | None = None,
        limit: int | None = None,
    ) -> Pages[M, types.JobRecord]:
        """List jobs of all users or one, newest first. For operators.

        reason: Why it is done; it stands in the audit log
        user_id: The user
        since: Asked for at this time or later
        until: Asked for before this time
        state: `live` is every state before the end
        provider: The surface of its model; `rushes` of what is made by hand
        outcome: How it ended
        model: As the catalog names it: `surface/model`
        limit: How many entries at most
        """
        asked = {
            "reason": reason,
            "user_id": user_id,
            "since": since,
            "until": until,
            "state": state,
            "provider": provider,
            "outcome": outcome,
            "model": model,
            "limit": limit,
        }

        def ask(cursor: str | None) -> Request[Page[types.JobRecord]]:
            return Request(
                "GET",
                "/admin/jobs",
                lambda told: Page([types.JobRecord(each) for each in told["jobs"]], told["next_cursor"]),
                query={**asked, "cursor": cursor},
            )

        return Pages(self._sender, ask)

    @call
    def get_job(self, job_id: str, *, reason: str) -> Request[types.JobTrail]:
        """Get a job with its whole trail. Attempts, list price, ledger entries, late results, dead letters. For operators.

        job_id: The video
        reason: Why it is done; it stands in the audit log
        """
        return Request("GET", path("/admin/jobs/{job_id}", job_id=job_id), types.JobTrail, query={"reason": reason})

    @call
    def fail_job(self, job_id: str, *, reason: str, refund: bool) -> Request[types.FailJobResult]:
        """End a live job, with or without a refund. One that has ended stays as it is. For operators.

        job_id: The video
        reason: Why it is done; it stands in the audit log
        refund: Whether the user gets the credits back
        """
        return Request(
            "POST",
            path("/admin/jobs/{job_id}/fail", job_id=job_id),
            types.FailJobResult,
            body=given({"reason": reason, "refund": refund}),
        )

    @call
    def retry_job(self, job_id: str, *, reason: str) -> Request[types.RetryJobResult]:
        """Retry a video that failed, on the house's cost. Its user pays nothing and gives no slot, and finds the new video in
        their list; it says which one it repeats. Each is repeated once: asked again, this answers with the same. For
        operators.

        job_id: The video
        reason: Why it is done; it stands in the audit log
        """
        return Request(
            "POST", path("/admin/jobs/{job_id}/retry", job_id=job_id), types.RetryJobResult, body=given({"reason": reason})
        )

    @call
    def find_operator_batch(
        self,
        *,
        reason: str,
        action: types.OperatorBatchAction,
        user_id: str | None = None,
        since: str | None = None,
        until: str | None = None,
        state: Literal["live"] | types.JobState | None = None,
        provider: str | None = None,
        kind: types.OperatorBatchKind | None = None,
        status: Literal["live"] | types.FilmState | types.PromptStatus | None = None,
        outcome: types.Outcome | types.FilmOutcome | None = None,
        model: str | None = None,
        error_code: str | None = None,
        refund: bool | None = None,
        give_back: bool | None = None,
    ) -> Request[types.OperatorBatch]:
        """Look for what an act for many would be done to. A dry run, of videos, films or prompts. Nothing is done. What was
        found is named, and can be started by its id within a day. For operators.

        reason: Why it is done; it stands in the audit log
        user_id: The user
        since: Asked for at this time or later
        until: Asked for before this time
        state: `live` is every state before the end
        provider: The surface of its model; `rushes` of what is made by hand
        action: What happens
        kind: What is looked for
        status: Of films and prompts
        outcome: How it ended, of videos and films
        model: Of videos as `surface/model`; a prompt's writer
        error_code: Of prompts: why there is no text
        refund: Of `fail`: whether their users get the credits back
        give_back: Of `take_down`: give back the credits that each cost, as a grant
        """
        return Request(
            "POST",
            "/admin/batches",
            types.OperatorBatch,
            body=given(
                {
                    "reason": reason,
                    "user_id": user_id,
                    "since": since,
                    "until": until,
                    "state": state,
                    "provider": provider,
                    "action": action,
                    "kind": kind,
                    "status": status,
                    "outcome": outcome,
                    "model": model,
                    "error_code": error_code,
                    "refund": refund,
                    "give_back": give_back,
                }
            ),
        )

    @call
    def start_operator_batch(self, batch_id: str, *, reason: str) -> Request[types.OperatorBatch]:
        """Start an act for many works. Does to each what the dry run was asked for, one after the other by a task, each with
        an audit entry of its own. For operators.

        batch_id: The batch of prompts
        reason: Why it is done; it stands in the audit log
        """
        return Request(
            "POST",
            path("/admin/batches/{batch_id}/start", batch_id=batch_id),
            types.OperatorBatch,
            body=given({"reason": reason}),
        )

    @call
    def get_operator_batch(self, batch_id: str, *, reason: str) -> Request[types.OperatorBatch]:
        """Get how far an act for many works is. For operators.

        batch_id: The batch of prompts
        reason: Why it is done; it stands in the audit log
        """
        return Request("GET", path("/admin/batches/{batch_id}", batch_id=batch_id), types.OperatorBatch, query={"reason": reason})

    @call
    def list_queues(self, *, reason: str) -> Request[types.QueueList]:
        """List the queues, and how much waits and runs. Tasks by queue, and by model what waits, runs, was completed or failed
        within the last hour. For operators.

        reason: Why it is done; it stands in the audit log
        """
        return Request("GET", "/admin/queues", types.QueueList, query={"reason": reason})

    @call
    def pause_queue(self, queue: str, *, reason: str) -> Request[types.QueueRecord]:
        """Pause a queue: what is put into it waits there. What is under way goes on to its end. For operators.

        queue: The queue
        reason: Why it is done; it stands in the audit log
        """
        return Request(
            "POST", path("/admin/queues/{queue}/pause", queue=queue), types.QueueRecord, body=given({"reason": reason})
        )

    @call
    def resume_queue(self, queue: str, *, reason: str) -> Request[types.QueueRecord]:
        """Resume a queue that was paused. For operators.

        queue: The queue
        reason: Why it is done; it stands in the audit log
        """
        return Request(
            "POST", path("/admin/queues/{queue}/resume", queue=queue), types.QueueRecord, body=given({"reason": reason})
        )

    @call
    def drain_queue(self, queue: str, *, reason: str) -> Request[types.QueueDrain]:
        """Drain a queue: nothing new comes, what is in it is done. Its model is suspended, or its features are closed to
        everybody. For operators.

        queue: The queue
        reason: Why it is done; it stands in the audit log
        """
        return Request("POST", path("/admin/queues/{queue}/drain", queue=queue), types.QueueDrain, body=given({"reason": reason}))

    def list_dead_letters(
        self,
        *,
        reason: str,
        queue: str | None = None,
        function: str | None = None,
        error_type: str | None = None,
        limit: int | None = None,
    ) -> Pages[M, types.DeadLetter]:
        """List dead letters: tasks that were given up. All, or those of a queue, a function or an error. For operators.

        reason: Why it is done; it stands in the audit log
        queue: Of this queue
        function: That went to this function
        error_type: That failed by an error of this class
        limit: How many entries at most
        """
        asked = {"reason": reason, "queue": queue, "function": function, "error_type": error_type, "limit": limit}

        def ask(cursor: str | None) -> Request[Page[types.DeadLetter]]:
            return Request(
                "GET",
                "/admin/dead-letters",
                lambda told: Page([types.DeadLetter(each) for each in told["dead_letters"]], told["next_cursor"]),
                query={**asked, "cursor": cursor},
            )

        return Pages(self._sender, ask)

    @call
    def replay_or_drop_dead_letters(
        self,
        *,
        reason: str,
        action: types.LetterAction,
        queue: str | None = None,
        function: str | None = None,
        error_type: str | None = None,
        fingerprint: str | None = None,
    ) -> Request[types.DeadLetterBatch]:
        """Replay or drop all dead letters of a kind. Without a `fingerprint` it only says what would be done; the call that
        does it names the one of that answer. For operators.

        reason: Why it is done; it stands in the audit log
        action: What happens
        queue: Of this queue
        function: That went to this function
        error_type: That failed by an error of this class
        fingerprint: Of the dry run before it; without one this is a dry run
        """
        return Request(
            "POST",
            "/admin/dead-letter-batches",
            types.DeadLetterBatch,
            body=given(
                {
                    "reason": reason,
                    "action": action,
                    "queue": queue,
                    "function": function,
                    "error_type": error_type,
                    "fingerprint": fingerprint,
                }
            ),
        )

    @call
    def get_dead_letter(self, letter_id: str, *, reason: str) -> Request[types.DeadLetter]:
        """Get a dead letter. For operators.

        letter_id: The dead letter
        reason: Why it is done; it stands in the audit log
        """
        return Request(
            "GET", path("/admin/dead-letters/{letter_id}", letter_id=letter_id), types.DeadLetter, query={"reason": reason}
        )

    @call
    def replay_dead_letter(self, letter_id: str, *, reason: str) -> Request[types.DeadLetter]:
        """Replay a dead letter, once. For operators.

        letter_id: The dead letter
        reason: Why it is done; it stands in the audit log
        """
        return Request(
            "POST",
            path("/admin/dead-letters/{letter_id}/replay", letter_id=letter_id),
            types.DeadLetter,
            body=given({"reason": reason}),
        )

    @call
    def drop_dead_letter(self, letter_id: str, *, reason: str) -> Request[types.DeadLetter]:
        """Drop a dead letter that nobody needs. For operators.

        letter_id: The dead letter
        reason: Why it is done; it stands in the audit log
        """
        return Request(
            "POST",
            path("/admin/dead-letters/{letter_id}/drop", letter_id=letter_id),
            types.DeadLetter,
            body=given({"reason": reason}),
        )

    @call
    def get_stats(self, *, reason: str, day: str | None = None) -> Request[types.DayStats]:
        """Get a day's jobs, credits and margin by model. As the night counted them; today's as they stand now, counted for
        this answer. For operators.

        reason: Why it is done; it stands in the audit log
        day: The day in UTC; today where none is given
        """
        return Request("GET", "/admin/stats", types.DayStats, query={"reason": reason, "day": day})

    @call
    def get_figures(
        self, *, reason: str, since: str | None = None, until: str | None = None, users: bool | None = None
    ) -> Request[types.FiguresList]:
        """Get the figures of days as the night counted them. As JSON, or as a table for each day and model. For operators.

        reason: Why it is done; it stands in the audit log
        since: The first day (UTC); six days before the last where none is given
        until: The last day; yesterday where none is given
        users: Whether it names who did most: forty reads more for each day
        """
        return Request(
            "GET",
            "/admin/figures",
            types.FiguresList,
            query={"reason": reason, "since": since, "until": until, "format": "json", "users": users},
        )

    @call
    def get_figures_csv(
        self, *, reason: str, since: str | None = None, until: str | None = None, users: bool | None = None
    ) -> Request[str]:
        """Get the figures of days as the night counted them. As JSON, or as a table for each day and model. For operators.

        reason: Why it is done; it stands in the audit log
        since: The first day (UTC); six days before the last where none is given
        until: The last day; yesterday where none is given
        users: Whether it names who did most: forty reads more for each day
        """
        return Request(
            "GET",
            "/admin/figures",
            str,
            query={"reason": reason, "since": since, "until": until, "format": "csv", "users": users},
            as_text=True,
        )

    @call
    def count_day_again(self, *, reason: str, day: str) -> Request[types.FiguresRun]:
        """Start counting a day's figures again. What stands there holds until they are through. For operators.

        reason: Why it is done; it stands in the audit log
        day: The day (UTC)
        """
        return Request("POST", "/admin/figures", types.FiguresRun, body=given({"reason": reason, "day": day}))

    @call
    def get_figures_digest(
        self, *, reason: str, span: types.FiguresSpan | None = None, until: str | None = None
    ) -> Request[types.FiguresDigest]:
        """Get the digest of a day or a week, as the mail says it. For operators.

        reason: Why it is done; it stands in the audit log
        span: What it tells of
        until: The last day; yesterday where none is given
        """
        return Request(
            "GET", "/admin/figures/digest", types.FiguresDigest, query={"reason": reason, "span": span, "until": until}
        )

    @call
    def start_reconcile_run(self, *, reason: str) -> Request[types.ReconcileRun]:
        """Start a reconciliation run. It proves over all data what must always hold. One that is under way goes on. For
        operators.

        reason: Why it is done; it stands in the audit log
        """
        return Request("POST", "/admin/reconcile", types.ReconcileRun, body=given({"reason": reason}))

    @call
    def list_reconcile_runs(self, *, reason: str, limit: int | None = None) -> Request[types.ReconcileRunList]:
        """List the reconciliation runs of the last 90 days. For operators.

        reason: Why it is done; it stands in the audit log
        limit: How many entries at most
        """
        return Request("GET", "/admin/reconcile", types.ReconcileRunList, query={"reason": reason, "limit": limit})

    @call
    def get_reconcile_run(self, run_id: str, *, reason: str) -> Request[types.ReconcileRun]:
        """Get a reconciliation run. With the first of its breaches: where, what was expected, what was found. For operators.

        run_id: The run
        reason: Why it is done; it stands in the audit log
        """
        return Request("GET", path("/admin/reconcile/{run_id}", run_id=run_id), types.ReconcileRun, query={"reason": reason})

    @call
    def mend_reconcile_run(self, run_id: str, *, reason: str, dry_run: bool | None = None) -> Request[types.MendResult]:
        """Correct what a run found miscounted. Slots and counts alone, never money; without `dry_run` set to false it only
        says what it would do. For operators.

        run_id: The run
        reason: Why it is done; it stands in the audit log
        dry_run: Only say what would be written
        """
        return Request(
            "POST",
            path("/admin/reconcile/{run_id}/mend", run_id=run_id),
            types.MendResult,
            body=given({"reason": reason, "dry_run": dry_run}),
        )

    @call
    def reconcile_user(self, user_id: str, *, reason: str) -> Request[types.UserReconciliation]:
        """Reconcile one user at once. Proves what must always hold, over this user's data alone. For operators.

        user_id: The user's id at Firebase Auth
        reason: Why it is done; it stands in the audit log
        """
        return Request(
            "GET", path("/admin/users/{user_id}/reconcile", user_id=user_id), types.UserReconciliation, query={"reason": reason}
        )

    @call
    def list_catalog_rows(self, *, reason: str) -> Request[types.CatalogRowList]:
        """List the catalog's rows, as written and as in force. For operators.

        reason: Why it is done; it stands in the audit log
        """
        return Request("GET", "/admin/models", types.CatalogRowList, query={"reason": reason})

    @call
    def list_canaries(self, *, reason: str) -> Request[types.CanaryList]:
        """List the canaries. How each model did when it was tried last. For operators.

        reason: Why it is done; it stands in the audit log
        """
        return Request("GET", "/admin/canaries", types.CanaryList, query={"reason": reason})

    @call
    def set_model_suspension(self, surface: str, model: str, *, reason: str, suspended: bool) -> Request[types.CatalogRow]:
        """Suspend a model, or end its suspension. In force with the next submit. For operators.

        surface: Where the model is served: the first half of its `id`
        model: The model, as its surface calls it: the second half of its `id`
        reason: Why it is done; it stands in the audit log
        suspended: False puts it back, also when its provider's refusal had suspended it
        """
        return Request(
            "PUT",
            path("/admin/models/{surface}/{model}/suspension", surface=surface, model=model),
            types.CatalogRow,
            body=given({"reason": reason, "suspended": suspended}),
        )

    @call
    def rewrap_provider_keys(self, *, reason: str, version: str) -> Request[types.RewrapKeysResult]:
        """Rewrap users' keys under the newest version. With the secrets of their webhook endpoints. Those that a retired
        version of the wrapping key wraps; call it again until it answers 0. For operators.

        reason: Why it is done; it stands in the audit log
        version: The retired version of the wrapping key
        """
        return Request("POST", "/admin/keys/rewrap", types.RewrapKeysResult, body=given({"reason": reason, "version": version}))

    @call
    def list_config_sections(self, *, reason: str) -> Request[types.ConfigSectionList]:
        """List all sections of the configuration in force. For operators.

        reason: Why it is done; it stands in the audit log
        """
        return Request("GET", "/admin/config", types.ConfigSectionList, query={"reason": reason})

    @call
    def get_config_section(self, section: types.ConfigSectionName, *, reason: str) -> Request[types.ConfigSection]:
        """Get a section of the configuration in force. For operators.

        section: The section of the configuration
        reason: Why it is done; it stands in the audit log
        """
        return Request("GET", path("/admin/config/{section}", section=section), types.ConfigSection, query={"reason": reason})

    @call
    def set_config_section(
        self, section: types.ConfigSectionName, *, reason: str, values: Mapping[str, Any], version: int | None = None
    ) -> Request[types.ConfigSection]:
        """Replace a section of the configuration. Of `intake` only what is named changes. Instances notice within a minute.
        For operators.

        section: The section of the configuration
        reason: Why it is done; it stands in the audit log
        values: The whole section; what is left out gets its default, but stays as it is in `intake`
        version: The section's version that it is meant for; past it nothing is changed
        """
        return Request(
            "PUT",
            path("/admin/config/{section}", section=section),
            types.ConfigSection,
            body=given({"reason": reason, "values": values, "version": version}),
        )

    @call
    def change_config_section(
        self, section: types.ConfigSectionName, *, reason: str, values: Mapping[str, Any], version: int | None = None
    ) -> Request[types.ConfigSection]:
        """Set some values of a section. All others stay as they are. Instances notice within a minute. For operators.

        section: The section of the configuration
        reason: Why it is done; it stands in the audit log
        values: What is to change; objects are taken value by value, and null puts a default back
        version: The section's version that it is meant for; past it nothing is changed
        """
        return Request(
            "PATCH",
            path("/admin/config/{section}", section=section),
            types.ConfigSection,
            body=given({"reason": reason, "values": values, "version": version}),
        )

    @call
    def get_config_schema(self, section: types.ConfigSectionName, *, reason: str) -> Request[types.ConfigSchema]:
        """Get what a section may hold, as JSON Schema. With the bounds and the defaults of each value: enough to make a form
        of it. For operators.

        section: The section of the configuration
        reason: Why it is done; it stands in the audit log
        """
        return Request(
            "GET", path("/admin/config/{section}/schema", section=section), types.ConfigSchema, query={"reason": reason}
        )

    def list_config_changes(
        self, section: types.ConfigSectionName, *, reason: str, limit: int | None = None
    ) -> Pages[M, types.ConfigChange]:
        """List the changes of a section, newest first. By whom, when and why, and each value before and after it. For
        operators.

        section: The section of the configuration
        reason: Why it is done; it stands in the audit log
        limit: How many entries at most
        """
        asked = {"reason": reason, "limit": limit}

        def ask(cursor: str | None) -> Request[Page[types.ConfigChange]]:
            return Request(
                "GET",
                path("/admin/config/{section}/history", section=section),
                lambda told: Page([types.ConfigChange(each) for each in told["changes"]], told["next_cursor"]),
                query={**asked, "cursor": cursor},
            )

        return Pages(self._sender, ask)

    @call
    def restore_config_section(
        self, section: types.ConfigSectionName, number: int, *, reason: str, version: int | None = None
    ) -> Request[types.ConfigSection]:
        """Restore an earlier version of a section. Its values are put in force again as a change of their own; 0 is what the
        first change found. For operators.

        section: The section of the configuration
        number: The version to go back to; 0 is what the first change found
        reason: Why it is done; it stands in the audit log
        version: The section's version that it is meant for; past it nothing is changed
        """
        return Request(
            "POST",
            path("/admin/config/{section}/history/{number}/restore", section=section, number=number),
            types.ConfigSection,
            body=given({"reason": reason, "version": version}),
        )

    @call
    def look_at_media(self, kinds: str, media_id: str, *, reason: str) -> Request[types.MediaLook]:
        """Get addresses of a user's file, for moderation. Good for five minutes; who looked and why is audited. Also of what
        lies in the trash or is taken down. For operators.

        kinds: Which kind of file it is
        media_id: The video, film or picture
        reason: Why it is done; it stands in the audit log
        """
        return Request(
            "POST",
            path("/admin/{kinds}/{media_id}/look", kinds=kinds, media_id=media_id),
            types.MediaLook,
            body=given({"reason": reason}),
        )

    @call
    def take_down_media(
        self,
        kinds: str,
        media_id: str,
        *,
        reason: str,
        give_back: bool | None = None,
        copies: bool | None = None,
        dry_run: bool | None = None,
    ) -> Request[types.TakedownResult]:
        """Take a user's file down. At once nobody is given an address of it any more, its owner neither, and links to it are
        closed; within seconds its objects are where no address leads. `copies` takes down what was made of it as well.
        Called again it goes on. For operators.

        kinds: Which kind of file it is
        media_id: The video, film or picture
        reason: Why it is done; it stands in the audit log
        give_back: Give back the credits that it cost, as a grant `{id}.takedown`; the job stays charged
        copies: Also the edits, extensions and films that were made of it
        dry_run: Take nothing down, and say which copies there are
        """
        return Request(
            "POST",
            path("/admin/{kinds}/{media_id}/take-down", kinds=kinds, media_id=media_id),
            types.TakedownResult,
            body=given({"reason": reason, "give_back": give_back, "copies": copies, "dry_run": dry_run}),
        )

    @call
    def put_back_media(self, kinds: str, media_id: str, *, reason: str) -> Request[types.Takedown]:
        """Restore what was taken down. It is there again once its objects are, within seconds; links that were not revoked
        open it again. For operators.

        kinds: Which kind of file it is
        media_id: The video, film or picture
        reason: Why it is done; it stands in the audit log
        """
        return Request(
            "POST",
            path("/admin/{kinds}/{media_id}/put-back", kinds=kinds, media_id=media_id),
            types.Takedown,
            body=given({"reason": reason}),
        )

    def list_takedowns(
        self, *, reason: str, kind: types.MediaKind | None = None, user_id: str | None = None, limit: int | None = None
    ) -> Pages[M, types.Takedown]:
        """List what is taken down, the latest first. For operators.

        reason: Why it is done; it stands in the audit log
        kind: What kind of breach it is
        user_id: The user
        limit: How many entries at most
        """
        asked = {"reason": reason, "kind": kind, "user_id": user_id, "limit": limit}

        def ask(cursor: str | None) -> Request[Page[types.Takedown]]:
            return Request(
                "GET",
                "/admin/takedowns",
                lambda told: Page([types.Takedown(each) for each in told["takedowns"]], told["next_cursor"]),
                query={**asked, "cursor": cursor},
            )

        return Pages(self._sender, ask)

    def list_film_records(
        self,
        *,
        reason: str,
        user_id: str | None = None,
        since: str | None = None,
        until: str | None = None,
        status: Literal["live"] | types.FilmState | None = None,
        outcome: types.FilmOutcome | None = None,
        limit: int | None = None,
    ) -> Pages[M, types.FilmRecord]:
        """List films of all users or one, newest first. For operators.

        reason: Why it is done; it stands in the audit log
        user_id: The user
        since: Asked for at this time or later
        until: Asked for before this time
        status: `live` is every state before the end
        outcome: How it ended
        limit: How many entries at most
        """
        asked = {
            "reason": reason,
            "user_id": user_id,
            "since": since,
            "until": until,
            "status": status,
            "outcome": outcome,
            "limit": limit,
        }

        def ask(cursor: str | None) -> Request[Page[types.FilmRecord]]:
            return Request(
                "GET",
                "/admin/films",
                lambda told: Page([types.FilmRecord(each) for each in told["films"]], told["next_cursor"]),
                query={**asked, "cursor": cursor},
            )

        return Pages(self._sender, ask)

    @call
    def get_film_trail(self, film_id: str, *, reason: str) -> Request[types.FilmTrail]:
        """Get a film with its ledger entries and dead letters. For operators.

        film_id: The film
        reason: Why it is done; it stands in the audit log
        """
        return Request("GET", path("/admin/films/{film_id}", film_id=film_id), types.FilmTrail, query={"reason": reason})

    @call
    def fail_film(self, film_id: str, *, reason: str, refund: bool) -> Request[types.FailFilmResult]:
        """End a live film, with or without a refund. One that has ended stays as it is. For operators.

        film_id: The film
        reason: Why it is done; it stands in the audit log
        refund: Whether the user gets the credits back
        """
        return Request(
            "POST",
            path("/admin/films/{film_id}/fail", film_id=film_id),
            types.FailFilmResult,
            body=given({"reason": reason, "refund": refund}),
        )

    @call
    def retry_film(self, film_id: str, *, reason: str) -> Request[types.RetryFilmResult]:
        """Retry a film that came to nothing, on the house's cost. Its user pays nothing and gives no slot, and finds the new
        film in their list. Each is repeated once: asked again, this answers with the same. For operators.

        film_id: The film
        reason: Why it is done; it stands in the audit log
        """
        return Request(
            "POST", path("/admin/films/{film_id}/retry", film_id=film_id), types.RetryFilmResult, body=given({"reason": reason})
        )

    def list_prompt_records(
        self,
        *,
        reason: str,
        user_id: str | None = None,
        since: str | None = None,
        until: str | None = None,
        status: types.PromptStatus | None = None,
        error_code: str | None = None,
        model: str | None = None,
        limit: int | None = None,
    ) -> Pages[M, types.PromptRecord]:
        """List prompts of all users or one, newest first. For operators.

        reason: Why it is done; it stands in the audit log
        user_id: The user
        since: Asked for at this time or later
        until: Asked for before this time
        status: Where it is on its way
        error_code: Why there is no text
        model: The writer's name
        limit: How many entries at most
        """
        asked = {
            "reason": reason,
            "user_id": user_id,
            "since": since,
            "until": until,
            "status": status,
            "error_code": error_code,
            "model": model,
            "limit": limit,
        }

        def ask(cursor: str | None) -> Request[Page[types.PromptRecord]]:
            return Request(
                "GET",
                "/admin/prompts",
                lambda told: Page([types.PromptRecord(each) for each in told["prompts"]], told["next_cursor"]),
                query={**asked, "cursor": cursor},
            )

        return Pages(self._sender, ask)

    @call
    def get_prompt_trail(self, prompt_id: str, *, reason: str) -> Request[types.PromptTrail]:
        """Get a prompt with its dead letters. For operators.

        prompt_id: The prompt
        reason: Why it is done; it stands in the audit log
        """
        return Request(
            "GET", path("/admin/prompts/{prompt_id}", prompt_id=prompt_id), types.PromptTrail, query={"reason": reason}
        )

    @call
    def fail_prompt(self, prompt_id: str, *, reason: str) -> Request[types.FailPromptResult]:
        """End the writing of a prompt. It cost nothing. One that is not being written stays as it is. For operators.

        prompt_id: The prompt
        reason: Why it is done; it stands in the audit log
        """
        return Request(
            "POST",
            path("/admin/prompts/{prompt_id}/fail", prompt_id=prompt_id),
            types.FailPromptResult,
            body=given({"reason": reason}),
        )

    @call
    def retry_prompt(self, prompt_id: str, *, reason: str) -> Request[types.RetryPromptResult]:
        """Retry a prompt that failed, on the house's cost. In its place, outside its user's rate, and never with a key of
        theirs. For operators.

        prompt_id: The prompt
        reason: Why it is done; it stands in the audit log
        """
        return Request(
            "POST",
            path("/admin/prompts/{prompt_id}/retry", prompt_id=prompt_id),
            types.RetryPromptResult,
            body=given({"reason": reason}),
        )

    @call
    def set_words_in_log(self, user_id: str, *, reason: str, on: bool | None = None) -> Request[types.WordsInLog]:
        """Set whether a user's words stand in the log. What they ask for, for one hour. It ends by itself, or at once with
        `on` set to false. For operators.

        user_id: The user's id at Firebase Auth
        reason: Why it is done; it stands in the audit log
        on: False ends it now
        """
        return Request(
            "PUT",
            path("/admin/users/{user_id}/words-in-log", user_id=user_id),
            types.WordsInLog,
            body=given({"reason": reason, "on": on}),
        )
