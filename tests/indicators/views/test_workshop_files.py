"""Files in and out of the workshop, adopting a draft, discarding one."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from assessments.forms.cycle import CycleForm
from assessments.services.cycles import default_windows
from indicators.forms.draft import LARGEST_FILE
from indicators.models import ChangeAction, Framework, Indicator
from indicators.services.draft_file import export_yaml
from tests.factories_drafts import editor, small_draft
from tests.indicators.views.sent_forms import opened, page, typed

pytestmark = pytest.mark.django_db
PAGE = "/bengkel/rancangan/"


@pytest.fixture
def by():
    return editor()


@pytest.fixture
def draft(by) -> Framework:
    return small_draft(by)


@pytest.fixture
def client(by, sign_in) -> Client:
    client: Client = sign_in(by)
    client.cookies["django_language"] = "en"
    return client


class TestFiles:
    address = f"{PAGE}impor/"

    def upload(self, client: Client, content: str | bytes) -> Any:
        return client.post(self.address, {"file": SimpleUploadedFile("uji.yaml", content.encode() if isinstance(content, str) else content)})

    def test_a_file_is_shown_first_and_taken_when_confirmed(self, client, draft):
        response = self.upload(client, export_yaml(draft).replace("Pernyataan INFORMASI-S1", "Pernyataan lain"))
        assert response.status_code == 200
        assert Indicator.objects.get(framework=draft, code="INFORMASI-S1").statement.indonesian == "Pernyataan INFORMASI-S1"

        confirmed = typed(response.context["confirm"])
        # Browsers send line breaks of a form as two signs.
        confirmed["text"] = confirmed["text"].replace("\n", "\r\n")
        again = client.post(self.address, confirmed | {"confirm": "yes"})

        assert again.headers["Location"] == PAGE
        assert Indicator.objects.get(framework=draft, code="INFORMASI-S1").statement.indonesian == "Pernyataan lain"
        assert draft.changes.filter(action=ChangeAction.IMPORTED).count() == 1

    def test_a_draft_changed_meanwhile_is_compared_anew(self, client, draft):
        confirmed = typed(self.upload(client, export_yaml(draft)).context["confirm"]) | {"confirm": "yes"}
        draft.indicators.filter(code="INFORMASI-S1").update(weight=2)

        response = client.post(self.address, confirmed)

        assert response.status_code == 409
        assert response.context["comparison"].counts["changed"] == 1

    def test_faults_are_told_with_their_lines(self, client, draft):
        text = export_yaml(draft).replace("cap: 100", "cap: 0")
        response = self.upload(client, text)

        assert response.status_code == 422
        assert f"Line {text.splitlines().index('cap: 0') + 1}:" in page(response)

    @pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"x" * (LARGEST_FILE + 1), b"- 1", b"a: [\x07"])
    def test_what_is_no_such_file_is_refused(self, client, draft, content):
        assert self.upload(client, content).status_code == 422
        assert client.post(self.address, {}).status_code == 422

    def test_the_export_is_a_file_and_everybody_gets_that_of_an_adopted_framework(self, client, draft):
        response = client.get(f"{PAGE}unduh/")

        assert response.headers["Content-Disposition"] == 'attachment; filename="rancangan.yaml"'
        assert response.content.decode() == export_yaml(draft)
        assert Client().get("/kerangka/kecil/unduh/").content.decode() == export_yaml(draft.follows)
        assert Client().get("/kerangka/rancangan/unduh/").status_code == 404


class TestAdoption:
    address = f"{PAGE}penetapan/"

    def test_an_adopted_draft_gets_its_public_page_and_can_be_chosen_for_a_cycle(self, client, draft):
        assert Client().get("/kerangka/rancangan/").status_code == 404
        data = opened(client, self.address) | {"regulation": "Permenham 1/2026", "regulation_date": timezone.localdate().isoformat(), "is_sure": "on"}

        assert client.post(self.address, data).status_code == 302

        assert Client().get("/kerangka/rancangan/").status_code == 200
        assert draft.pk in set(CycleForm(windows=default_windows(2027)).fields["framework"].queryset.values_list("pk", flat=True))
        assert client.get(self.address).status_code == 403
        assert client.get(PAGE).status_code == 200

    @pytest.mark.parametrize("change", [{"is_sure": ""}, {"regulation": ""}, {"regulation_date": "besok"}, {"seen": "lain"}])
    def test_it_is_not_adopted_by_a_slip(self, client, draft, change):
        data = opened(client, self.address) | {"regulation": "Permenham 1/2026", "regulation_date": timezone.localdate().isoformat(), "is_sure": "on"}

        assert client.post(self.address, data | change).status_code == 422
        assert client.post(self.address, data | {"regulation_date": (timezone.localdate() + timedelta(days=3)).isoformat()}).status_code == 422
        draft.refresh_from_db()
        assert not draft.is_adopted

    def test_a_draft_with_faults_has_no_form(self, client, draft):
        draft.rights.filter(code="kesehatan").update(summary={})

        assert 'name="regulation"' not in page(client.get(self.address))
        data = {"regulation": "X", "regulation_date": timezone.localdate().isoformat(), "is_sure": "on", "seen": "x"}
        assert client.post(self.address, data).status_code == 403

    def test_a_draft_is_discarded_only_by_its_code(self, client, draft):
        assert client.post(f"{PAGE}buang/", {"code": "kecil"}).status_code == 422
        assert client.post(f"{PAGE}buang/", {"code": "rancangan"}).headers["Location"] == "/bengkel/"
        assert not Framework.objects.filter(code="rancangan").exists()
