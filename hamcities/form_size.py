"""A form that is far too large is refused by what it says of its size, before any of it is read."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class FormSizeHandler(FileUploadHandler):
    """Stands before the handlers that store files and lets everything through that is not too large (413)."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803 - Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> tuple[Any, Any] | None:
        """Raise `RequestDataTooBig` for a form beyond FORM_MAX_BYTES."""
        if content_length > settings.FORM_MAX_BYTES:
            raise RequestDataTooBig(f"{content_length} bytes in one form")
        return None

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass on what came."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers behind this one keep the file."""
