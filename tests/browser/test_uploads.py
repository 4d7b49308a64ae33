"""Files travel in the browser: several at once, over a link that breaks, paused, known already; without JavaScript by the form."""

import hashlib
import os
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from playwright.sync_api import Page, Route, expect

from assessments.models import Answer, Evidence, EvidenceFile, Upload
from tests.browser.conftest import PHONE, Visit, Watch
from tests.browser.papers import pdf, png
from tests.factories import Stage, make_stage

ADDRESS = "/kerja/2026/34.04/INFORMASI-S1/"
MEGABYTE = 1024 * 1024


@pytest.fixture
def world(transactional_db: Any, settings: Any, tmp_path: Any) -> Stage:
    settings.UPLOADS_DIR = tmp_path / "uploads"
    return make_stage()


def large_pdf(size: int) -> bytes:
    """A real PDF of about so many bytes."""
    document = pikepdf.new()
    document.add_blank_page()
    document.Root.Extra = document.make_stream(os.urandom(size))
    made = BytesIO()
    document.save(made, compress_streams=False)
    return made.getvalue()


def file(name: str, content: bytes) -> Any:
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def line(page: Page, name: str) -> Any:
    return page.locator(".upload").filter(has_text=name)


def stored_digest(name: str) -> str:
    row = EvidenceFile.objects.get(original_name=name)
    with row.file.open() as content:
        return hashlib.sha256(content.read()).hexdigest()


def drop(page: Page, files: dict[str, bytes]) -> None:
    """Drag files onto the area."""
    page.evaluate(
        """(files) => {
            const carried = new DataTransfer();
            for (const [name, bytes] of Object.entries(files)) carried.items.add(new File([new Uint8Array(bytes)], name));
            document.querySelector("[data-uploads]").dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
        }""",
        {name: list(content) for name, content in files.items()},
    )


def test_several_files_are_dropped_and_each_says_what_became_of_it(world: Stage, visit: Visit) -> None:
    page = visit(world.coordinator, size=PHONE)
    page.goto(ADDRESS)
    page.locator("#id_note").fill("belum selesai")
    drop(page, {"perda.pdf": pdf(3), "foto.png": png(), "program.pdf": b"MZ" + bytes(400), "kosong.pdf": b""})
    for name in ("perda.pdf", "foto.png"):
        expect(line(page, name)).to_have_attribute("data-state", "done")
    expect(line(page, "program.pdf")).to_have_attribute("data-state", "refused")
    expect(line(page, "program.pdf")).to_contain_text("whatever its name says")
    expect(page.locator(".file-chosen")).to_contain_text("kosong.pdf is empty")
    expect(page.locator("[data-evidence-list] .file-row")).to_have_count(2)
    expect(page.locator("#id_note")).to_have_value("belum selesai")
    page.locator("[data-evidence-list] button", has_text="Remove").first.click()
    expect(page.locator("[data-evidence-list] .file-row")).to_have_count(1)


def test_a_link_that_drops_twice_costs_no_byte_and_the_file_arrives_whole(world: Stage, visit: Visit, watch: Watch) -> None:
    content = large_pdf(12 * MEGABYTE)
    page = visit(world.coordinator)
    page.goto(ADDRESS)
    drops = []

    def break_twice(route: Route) -> None:
        if route.request.method == "PATCH" and len(drops) < 2 and route.request.headers["upload-offset"] != "0":
            drops.append(int(route.request.headers["upload-offset"]))
            return route.abort("connectionreset")
        return route.continue_()

    page.route("**/unggah/**", break_twice)
    page.locator("#id_files").set_input_files(file("lampiran.pdf", content))
    expect(line(page, "lampiran.pdf")).to_have_attribute("data-state", "done", timeout=60_000)
    assert drops == [4 * MEGABYTE, 4 * MEGABYTE]
    assert stored_digest("lampiran.pdf") == hashlib.sha256(content).hexdigest()
    watch.forgive_broken_link()


def test_a_paused_upload_survives_the_page_and_goes_on_with_the_same_file(world: Stage, visit: Visit, watch: Watch, tmp_path: Any) -> None:
    content = large_pdf(6 * MEGABYTE)
    path = tmp_path / "laporan.pdf"
    path.write_bytes(content)
    page = visit(world.coordinator)
    page.goto(ADDRESS)
    page.route("**/unggah/**", lambda route: None if route.request.headers.get("upload-offset") == str(4 * MEGABYTE) else route.continue_())
    page.locator("#id_files").set_input_files(path)
    expect(line(page, "laporan.pdf")).to_contain_text("4 MB of 6 MB")
    page.get_by_role("button", name="Pause").click()
    expect(line(page, "laporan.pdf")).to_have_attribute("data-state", "paused")
    page.unroute("**/unggah/**")
    page.reload()
    waiting = page.locator("[data-waits]")
    expect(waiting).to_contain_text("4 MB of 6 MB have arrived")
    offsets = []
    page.on("request", lambda request: request.method == "PATCH" and offsets.append(request.headers["upload-offset"]))
    page.locator("#id_files").set_input_files(path)
    expect(line(page, "laporan.pdf")).to_have_attribute("data-state", "done")
    expect(waiting).to_have_count(0)
    assert offsets == [str(4 * MEGABYTE)]
    assert stored_digest("laporan.pdf") == hashlib.sha256(content).hexdigest()
    watch.forgive_broken_link()


def test_on_a_phone_the_lines_of_the_files_stand_above_the_bar_that_saves(world: Stage, visit: Visit) -> None:
    page = visit(world.coordinator, size=PHONE)
    page.goto(ADDRESS)
    page.locator("#id_files").set_input_files([file("perda.pdf", pdf(3)), file("program.pdf", b"MZ" + bytes(400))])
    for name, state in (("perda.pdf", "done"), ("program.pdf", "refused")):
        expect(line(page, name)).to_have_attribute("data-state", state)
    expect(page.locator("[data-evidence-list] .file-row")).to_have_count(1)
    bottom, top = [page.locator(where).bounding_box() for where in (".upload >> nth=-1", ".save-bar")]
    assert bottom is not None
    assert top is not None
    assert bottom["y"] + bottom["height"] <= top["y"]


def test_a_file_the_region_has_is_offered_and_does_not_travel(world: Stage, visit: Visit) -> None:
    content = pdf(4)
    page = visit(world.coordinator)
    page.goto("/kerja/2026/34.04/KESEHATAN-S1/")
    page.locator("#id_files").set_input_files(file("perda.pdf", content))
    expect(line(page, "perda.pdf")).to_have_attribute("data-state", "done")
    page.goto(ADDRESS)
    sent = []
    page.on("request", lambda request: request.method == "PATCH" and sent.append(request.url))
    page.locator("#id_files").set_input_files(file("perda-salinan.pdf", content))
    expect(line(page, "perda-salinan.pdf")).to_contain_text("Your region has this file already")
    page.get_by_role("button", name="Use it").click()
    expect(page.locator("[data-evidence-list] .file-row")).to_have_count(1)
    assert (sent, EvidenceFile.objects.count(), Evidence.objects.count()) == ([], 1, 2)


def test_saving_waits_for_files_that_are_on_their_way(world: Stage, visit: Visit) -> None:
    page = visit(world.coordinator)
    page.goto(ADDRESS)
    page.locator("[name=choice][value=yes]").check()
    page.locator("#id_files").set_input_files(file("perda.pdf", large_pdf(2 * MEGABYTE)))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("Saved")
    assert Answer.objects.get().evidence.count() == 1
    assert not Upload.objects.filter(outcome={}).exists()


def test_without_scripts_the_form_stores_the_files(world: Stage, visit: Visit) -> None:
    page = visit(world.coordinator, script=False)
    page.goto(ADDRESS)
    page.locator("#id_files").set_input_files(file("perda.pdf", pdf()))
    page.get_by_role("button", name="Store the files only").click()
    expect(page.locator("[data-evidence-list] .file-row")).to_have_count(1)
