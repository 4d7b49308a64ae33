"""Small files of every kind, made on the spot."""

import io
import zipfile

import pikepdf
from PIL import Image

TYPES = {
    "docx": ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
}


def pdf(*, pages: int = 1, password: str = "", script: bool = False, action: str = "", text: str = "") -> bytes:
    """A PDF, perhaps locked, perhaps with a program inside."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    if text:
        document.docinfo["/Title"] = text
    if script:
        document.Root.Names = pikepdf.Dictionary(
            JavaScript=pikepdf.Dictionary(
                Names=pikepdf.Array([pikepdf.String("a"), pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")])
            )
        )
    if action:
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name(action), JS=pikepdf.String("app.alert(1)"))
    stream = io.BytesIO()
    document.save(stream, encryption=pikepdf.Encryption(user=password, owner=password) if password else False)
    return stream.getvalue()


def picture(kind: str, *, size: tuple[int, int] = (40, 30)) -> bytes:
    """A picture; kind JPEG, PNG or GIF."""
    stream = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(stream, kind)
    return stream.getvalue()


def office(kind: str, *, extra: dict[str, bytes] | None = None, content_type: str = "") -> bytes:
    """A minimal DOCX or XLSX."""
    part, main = TYPES[kind]
    types = f'<Types><Override PartName="/{part}" ContentType="{content_type or main}"/></Types>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr(part, "<document/>")
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return stream.getvalue()


def archive(**parts: bytes) -> bytes:
    """A ZIP that is no document."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as found:
        for name, content in parts.items():
            found.writestr(name, content)
    return stream.getvalue()
