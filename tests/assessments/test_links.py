"""Links to regulations: official addresses only, evidence like files, never opened by the portal."""

from decimal import Decimal

import pytest

from assessments.models import Answer, Event, EvidenceLink
from assessments.services.checklist import checklist
from assessments.services.events import broken_links, chain_of
from assessments.services.links import why_not_official
from assessments.services.manifest import answer_entry, content_digest
from assessments.services.receipt import receipt_html
from assessments.services.scores import standing, write_self_scores
from assessments.services.submission import submit_assessment
from tests.factories import answer, close_phase, fill

HOME = "/kerja/2026/34.04/INFORMASI-S1/"
PERDA = "https://jdih.slemankab.go.id/perda/3"


@pytest.fixture
def browser(stage, sign_in):
    client = sign_in(stage.coordinator)
    client.cookies["django_language"] = "en"
    return client


def add(browser, url=PERDA, title="Perda 3/2024", home=HOME, **more):
    return browser.post(f"{home}tautan/", {"link-url": url, "link-title": title} | {f"link-{name}": value for name, value in more.items()})


@pytest.mark.parametrize(
    "url",
    [
        "http://jdih.slemankab.go.id/1",
        "https://jdih.contoh.com/1",
        "https://jdih.slemankab.go.id.contoh.com/1",
        "https://go.id.contoh.com",
        "https://contohgo.id/1",
        "https://orang:sandi@jdih.slemankab.go.id/1",
        "https://jdih.slemankab.go.id:8443/1",
        "https://jdih.slemankab.go.id\\@contoh.com/",
        "https://127.0.0.1/1",
        "https://[::1]/1",
        "javascript:alert(1)//.go.id",
        "file:///etc/passwd",
        "//jdih.slemankab.go.id/1",
        "jdih.slemankab.go.id",
        "https://jdih. slemankab.go.id/1",
    ],
)
def test_other_addresses_are_no_evidence(url):
    assert why_not_official(url)


@pytest.mark.parametrize("url", [PERDA, "https://peraturan.go.id/", "https://JDIH.Slemankab.GO.ID/x?a=1#pasal-7"])
def test_official_pages_are(url):
    assert not why_not_official(url)


def test_a_link_counts_like_a_file(stage, browser):
    answer(stage.assessment, "INFORMASI-S1", choice="yes", files=0)
    assert add(browser, pages="pasal 7", caption="Sanksi").status_code == 302
    link = EvidenceLink.objects.get()
    stage.assessment.refresh_from_db()
    assert (link.url, link.title, link.pages, link.caption, link.added_by) == (PERDA, "Perda 3/2024", "pasal 7", "Sanksi", stage.coordinator)
    assert stage.assessment.self_score == Decimal(5)
    assert [row.value.has_evidence for row in standing(stage.assessment).rows.values()] == [True]
    assert checklist(stage.assessment).without_evidence == []
    write_self_scores(cycle=stage.cycle)
    stage.assessment.refresh_from_db()
    assert stage.assessment.self_score == Decimal(5)
    browser.post(f"{HOME}tautan/{link.pk}/hapus/")
    stage.assessment.refresh_from_db()
    assert stage.assessment.self_score == 0
    assert list(Event.objects.values_list("code", flat=True)) == ["link_added", "link_removed"]
    assert list(broken_links(chain_of(stage.assessment))) == []


def test_a_link_changes_what_was_judged_and_answers_without_keep_their_fingerprint(stage, browser):
    row = answer(stage.assessment, "INFORMASI-S1", choice="yes")
    before = content_digest(answer_entry(row))
    assert "links" not in answer_entry(row)
    add(browser)
    assert content_digest(answer_entry(row)) != before
    EvidenceLink.objects.all().delete()
    assert content_digest(answer_entry(row)) == before


def test_the_same_address_stands_once(browser):
    add(browser)
    add(browser, title="Lain")
    assert EvidenceLink.objects.get().title == "Perda 3/2024"
    assert Event.objects.filter(code="link_added").count() == 1


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(browser):
    response = add(browser, url="https://jdih.contoh.com/1", title="", caption="Sanksi")
    page = response.content.decode()
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"title"}
    assert 'value="Sanksi"' in page
    refused = add(browser, url="https://jdih.contoh.com/1")
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"url"})
    assert not Answer.objects.exists()


def test_a_link_is_changed_but_not_into_one_that_is_there(stage, browser):
    add(browser)
    add(browser, url=f"{PERDA}1", title="Perda 31")
    first, second = EvidenceLink.objects.order_by("pk")
    assert browser.get(f"{HOME}tautan/{first.pk}/").status_code == 200
    wrong = browser.post(f"{HOME}tautan/{first.pk}/", {"link-url": second.url, "link-title": "x"})
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (422, {"url"})
    assert browser.post(f"{HOME}tautan/{first.pk}/", {"link-url": PERDA, "link-title": "Perda 3", "link-pages": "7"}).status_code == 302
    first.refresh_from_db()
    assert (first.title, first.pages) == ("Perda 3", "7")


def test_after_the_deadline_nothing_changes(stage, browser):
    add(browser)
    close_phase(stage.cycle, "filling")
    link = EvidenceLink.objects.get()
    assert [add(browser, url=f"{PERDA}1").status_code, browser.post(f"{HOME}tautan/{link.pk}/hapus/").status_code] == [403, 403]


def test_receipt_and_those_who_judge_show_the_link(stage, browser, sign_in):
    fill(stage.assessment)
    add(browser)
    submission = submit_assessment(assessment=stage.assessment, by=stage.signatory)
    assert PERDA in receipt_html(submission=submission)
    assert PERDA in browser.get(f"/kerja/2026/34.04/kiriman/{submission.sequence}/").content.decode()
    page = sign_in(stage.verifier).get("/verifikasi/2026/34.04/INFORMASI-S1/").content.decode()
    assert f'href="{PERDA}"' in page
    assert 'rel="noopener noreferrer external"' in page
