"""A real server and connections that break: what has arrived is kept, and the file arrives whole."""

import base64
import hashlib
import os
import socket
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as portal

from assessments.models import Evidence, Upload
from assessments.services import upload_parts
from tests.browser.conftest import session_of
from tests.factories import make_stage

BEGIN = "/kerja/2026/34.04/INFORMASI-S1/unggah/"
TOKEN = "t" * 32
MEGABYTE = 1024 * 1024


@pytest.fixture
def world(transactional_db: Any, settings: Any, tmp_path: Any) -> Any:
    settings.UPLOADS_DIR = tmp_path / "uploads"
    return make_stage()


class Line:
    """Requests written by hand, so that they can be broken off."""

    def __init__(self, server: str, person: Any) -> None:
        self.address = urlsplit(server)
        self.cookies = f"{portal.SESSION_COOKIE_NAME}={session_of(person)}; csrftoken={TOKEN}"

    def head(self, method: str, path: str, **headers: Any) -> bytes:
        fields = {"Host": self.address.netloc, "Cookie": self.cookies, "X-CSRFToken": TOKEN, "Accept": "application/json"}
        fields |= {"Tus-Resumable": "1.0.0", "Connection": "close", "Content-Length": "0"}
        fields |= {name.replace("_", "-"): str(value) for name, value in headers.items()}
        return f"{method} {path} HTTP/1.1\r\n{''.join(f'{name}: {value}\r\n' for name, value in fields.items())}\r\n".encode()

    def open(self) -> socket.socket:
        return socket.create_connection((self.address.hostname or "", self.address.port or 80), timeout=60)

    def ask(self, method: str, path: str, content: bytes = b"", **headers: Any) -> tuple[int, dict[str, str], bytes]:
        with self.open() as line:
            line.sendall(self.head(method, path, Content_Length=len(content), **headers))
            line.sendall(content)
            return read_answer(line)

    def break_off(self, path: str, content: bytes, *, offset: int, promised: int) -> None:
        """Promise a part, send the beginning of it, and be gone."""
        with self.open() as line:
            line.sendall(self.head("PATCH", path, Content_Length=promised, Upload_Offset=offset, Content_Type="application/offset+octet-stream"))
            line.sendall(content)
            line.shutdown(socket.SHUT_WR)
            # The server has read to the end when it answers or hangs up.
            while line.recv(65536):
                pass

    def offset(self, path: str) -> int:
        return int(self.ask("HEAD", path)[1]["upload-offset"])


def read_answer(line: socket.socket) -> tuple[int, dict[str, str], bytes]:
    said = b""
    while part := line.recv(65536):
        said += part
    head, _blank, body = said.partition(b"\r\n\r\n")
    first, *fields = head.decode().split("\r\n")
    return int(first.split()[1]), {name.lower(): value.strip() for name, _colon, value in (field.partition(":") for field in fields)}, body


@pytest.mark.django_db(transaction=True)
def test_fifty_megabytes_over_a_link_that_drops_twice_arrive_whole(world: Any, live_server: Any) -> None:
    from io import BytesIO

    import pikepdf

    document = pikepdf.new()
    document.add_blank_page()
    document.Root.Extra = document.make_stream(os.urandom(50 * MEGABYTE - 4096))
    made = BytesIO()
    document.save(made, compress_streams=False)
    content = made.getvalue()
    assert 49 * MEGABYTE < len(content) <= portal.EVIDENCE_MAX_BYTES
    line = Line(live_server.url, world.coordinator)
    meta = f"filename {base64.b64encode(b'Lampiran.pdf').decode()}"
    status, headers, _body = line.ask("POST", BEGIN, Upload_Length=len(content), Upload_Metadata=meta)
    assert status == 201
    path = headers["location"]
    for sent in (17 * MEGABYTE + 333, 11 * MEGABYTE + 1):
        here = line.offset(path)
        line.break_off(path, content[here : here + sent], offset=here, promised=len(content) - here)
        assert line.offset(path) == here + sent, "what came before the break is kept"
    here = line.offset(path)
    status, headers, _body = line.ask("PATCH", path, content[here:], Upload_Offset=here, Content_Type="application/offset+octet-stream")
    assert (status, headers["upload-offset"]) == (204, str(len(content)))
    status, _headers, body = line.ask("POST", path)
    assert (status, b'"stored"' in body) == (200, True)
    file = Evidence.objects.get().file
    with file.file.open() as stored:
        assert hashlib.sha256(stored.read()).hexdigest() == hashlib.sha256(content).hexdigest() == file.sha256
    assert upload_parts.arrived(Upload.objects.get().pk) == 0


@pytest.mark.django_db(transaction=True)
def test_a_form_far_too_large_is_refused_before_it_is_read(world: Any, live_server: Any) -> None:
    line = Line(live_server.url, world.coordinator)
    with line.open() as open_line:
        kind = "multipart/form-data; boundary=x"
        path = "/kerja/2026/34.04/INFORMASI-S1/data-dukung/"
        open_line.sendall(line.head("POST", path, Content_Length=portal.FORM_MAX_BYTES + 1, Content_Type=kind))
        # The answer comes although nothing of the form has been sent.
        said = b""
        while b"\r\n" not in said:
            said += open_line.recv(4096)
        assert said.split()[1] == b"413"
