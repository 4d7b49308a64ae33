"""Files as a regional office would upload them, made on the spot."""

import io

import pikepdf
from PIL import Image


def pdf(pages: int = 1) -> bytes:
    """A real PDF with empty pages."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def png() -> bytes:
    """A real picture."""
    content = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(content, "PNG")
    return content.getvalue()
