"""Draws one page of a PDF, or a picture made smaller, as WebP: run as a program of its own, in a process that may die.

Usage: page_picture.py PAGE WIDTH < document > picture. A document from outside is drawn by PDFium, the engine of Chromium;
whatever it makes of a hostile one ends with this process, which has little memory and little time.
"""

import resource
import sys
from io import BytesIO

MEMORY = 1536 * 1024 * 1024
SECONDS = 20
TALLEST = 4000


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def page_of_pdf(content: bytes, page: int, width: int) -> bytes:
    """A page of a PDF, drawn so wide. Raises what PDFium raises for a page that cannot be drawn."""
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    drawn = document[page - 1]
    across, down = drawn.get_size()
    scale = min(width / max(across, 1), TALLEST / max(down, 1))
    return _packed(drawn.render(scale=scale).to_pil())


def smaller(content: bytes, width: int) -> bytes:
    """A picture, no wider than asked, turned as its camera says."""
    from PIL import Image, ImageOps

    with Image.open(BytesIO(content), formats=["JPEG", "PNG"]) as picture:
        picture.draft("RGB", (width, TALLEST))
        turned = ImageOps.exif_transpose(picture)
        turned.thumbnail((width, TALLEST))
        return _packed(turned.convert("RGBA" if "A" in turned.getbands() else "RGB"))


def _packed(picture: object) -> bytes:
    out = BytesIO()
    picture.save(out, "WEBP", quality=80)  # type: ignore[attr-defined]
    return out.getvalue()


def main() -> None:
    """Read the document, write the picture."""
    _limit()
    page, width = int(sys.argv[1]), int(sys.argv[2])
    content = sys.stdin.buffer.read()
    sys.stdout.buffer.write(page_of_pdf(content, page, width) if page else smaller(content, width))


if __name__ == "__main__":
    main()
