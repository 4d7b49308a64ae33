"""The pages of the workshop: what they show, what they refuse, and that nothing typed is lost."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role
from indicators.models import ChangeAction, ChangedPart, Framework, FrameworkChange, IndicatorComment
from indicators.services import comparison
from tests.factories import person
from tests.factories_drafts import editor, small_draft
from tests.factories_indicators import IndicatorFactory, ProvisionFactory, text
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


class TestDrafts:
    def test_a_draft_is_begun_from_an_adopted_framework(self, client, draft):
        response = client.post("/bengkel/", {"base": "kecil", "code": "Rancangan-2", "title_id": "Dua", "title_en": "Two"})

        assert (response.status_code, response.headers["Location"]) == (302, "/bengkel/rancangan-2/")
        assert Framework.objects.get(code="rancangan-2").follows.code == "kecil"

    def test_what_was_typed_stays_when_it_is_refused(self, client, draft):
        response = client.post("/bengkel/", {"base": "kecil", "code": "rancangan", "title_id": "Judul yang panjang", "title_en": ""})

        assert response.status_code == 422
        assert "Judul yang panjang" in page(response)
        assert Framework.objects.count() == 2

    def test_readers_see_no_form(self, draft, sign_in):
        response = sign_in(person(Role.DITJEN_REVIEWER)).get("/bengkel/")

        assert response.context["form"] is None
        assert 'name="code"' not in page(response)

    def test_the_list_asks_as_many_questions_for_many_frameworks(self, client, draft, by, django_assert_num_queries):
        for number in range(4):
            small_draft(by, f"rancangan-{number}")
        with django_assert_num_queries(6):
            client.get("/bengkel/")


class TestOverview:
    def test_it_tells_faults_with_the_way_to_them(self, client, draft):
        draft.criteria.filter(code="informasi").update(title=text("Ada"), weight=2)
        draft.rights.filter(code="kesehatan").update(summary={})

        response = client.get(PAGE)

        assert [(part.part, part.code) for part in response.context["overview"].faults] == [("right", "kesehatan")]
        assert 'href="/bengkel/rancangan/hak/kesehatan/"' in page(response)

    def test_an_indicator_before_that_nothing_is_said_about_leads_to_the_mapping(self, client, draft):
        draft.links.filter(predecessor__code="INFORMASI-S1").delete()

        faults = client.get(PAGE).context["overview"].faults

        assert [(part.part, part.code) for part in faults] == [("mapping", "")]

    def test_open_comments_and_changes_are_counted(self, client, draft, by):
        for resolved in (None, timezone.now()):
            IndicatorComment.objects.create(
                framework=draft, indicator_code="INFORMASI-S1", by=by, by_name="Sri", text="Contoh?", resolved_at=resolved
            )
        draft.indicators.filter(code="INFORMASI-S1").update(weight=3)

        overview = client.get(PAGE).context["overview"]

        line = overview.rights[0].lines[0]
        assert (line.code, line.comments, line.state, line.points) == ("INFORMASI-S1", 1, "changed", Decimal(10))
        assert overview.is_ready

    def test_it_asks_as_many_questions_for_many_indicators(self, client, draft, django_assert_max_num_queries):
        right = draft.rights.get(code="informasi")
        for number in range(30):
            IndicatorFactory(right=right, code=f"INFORMASI-S{number + 10}", order=100 + number)
        with django_assert_max_num_queries(31):
            client.get(PAGE)
        with django_assert_max_num_queries(27):
            client.get(f"{PAGE}perbedaan/")

    def test_an_adopted_framework_is_shown_without_buttons_that_change_it(self, client, draft):
        response = client.get("/bengkel/kecil/")

        assert response.status_code == 200
        assert "/bengkel/kecil/pengaturan/" not in page(response)
        assert client.get("/bengkel/kecil/pengaturan/").status_code == 403

    def test_an_indicator_is_moved_by_a_button(self, client, draft):
        response = client.post(f"{PAGE}urutan/INFORMASI-S1/", {"direction": "down"})

        assert response.headers["Location"] == "/bengkel/rancangan/#hak-informasi"
        assert draft.indicators.order_by("order").first().code == "INFORMASI-P1"


class TestSettings:
    address = f"{PAGE}pengaturan/"

    def test_a_form_sent_back_as_it_was_changes_nothing(self, client, draft):
        count = FrameworkChange.objects.count()

        assert client.post(self.address, opened(client, self.address)).status_code == 302
        assert FrameworkChange.objects.count() == count

    def test_numbers_texts_and_rows_are_saved(self, client, draft):
        data = opened(client, self.address) | {"cap": "97.5", "title_id": "Judul <b>lain</b>", "predicate-0-minimum": "80"}
        data |= {"predicate-4-code": "unggul", "predicate-4-minimum": "90", "predicate-4-title_id": "Unggul", "predicate-4-title_en": "Excellent"}
        data |= {"gate-0-DELETE": "on"}

        assert client.post(self.address, data).status_code == 302

        draft.refresh_from_db()
        assert draft.cap == Decimal("97.5")
        assert dict(draft.predicate_bands.values_list("code", "minimum")) | {"peduli": 80, "unggul": 90} == dict(
            draft.predicate_bands.values_list("code", "minimum")
        )
        assert [gate.code for gate in draft.gates.all()] == ["dugaan-pelanggaran"]
        assert "<b>lain</b>" not in page(client.get(PAGE))

    @pytest.mark.parametrize(
        "change",
        [
            {"cap": "banyak"},
            {"cap": "-1"},
            {"cap": "12345678"},
            {"cap": "NaN"},
            {"cap": ""},
            {"component_hasil": "1.234.5"},
            {"predicate-0-code": "cukup"},
            {"predicate-0-minimum": "65"},
            {"predicate-0-code": "dua kata"},
            {"gate-0-effect": "apa"},
            {"title_id": "x" * 9000},
        ],
    )
    def test_what_cannot_be_held_is_refused_and_everything_typed_stays(self, client, draft, change):
        data = opened(client, self.address) | {"summary_id": "Belum tersimpan"} | change

        response = client.post(self.address, data)

        assert response.status_code == 422
        assert "Belum tersimpan" in page(response)
        assert not draft.changes.filter(field="cap").exists()

    def test_rows_without_end_are_refused(self, client, draft):
        data = opened(client, self.address) | {"predicate-TOTAL_FORMS": "100000"}

        assert client.post(self.address, data).status_code == 422

    def test_two_editors_see_both_versions_and_the_second_may_save_again(self, client, draft):
        first, second = opened(client, self.address), opened(client, self.address)
        client.post(self.address, first | {"cap": "90"})

        response = client.post(self.address, second | {"cap": "80", "summary_en": "Mine"})

        assert response.status_code == 409
        assert "Saved by Sri Editor" in page(response)
        again = typed(response.context["form"])
        assert (again["cap"], again["summary_en"]) == ("80", "Mine")
        assert client.post(self.address, again).status_code == 302
        draft.refresh_from_db()
        assert draft.cap == 80


class TestParts:
    def test_a_right_is_changed_with_its_bases(self, client, draft):
        ProvisionFactory(code="ketentuan-baru")
        address = f"{PAGE}hak/informasi/"
        data = opened(client, address) | {"title_id": "Hak baru", "bases": ["ketentuan-baru"]}

        assert client.post(address, data).headers["Location"] == "/bengkel/rancangan/#hak-informasi"

        assert list(draft.rights.get(code="informasi").provisions.values_list("code", flat=True)) == ["ketentuan-baru"]

    def test_an_unknown_basis_is_refused(self, client, draft):
        address = f"{PAGE}hak/informasi/"

        assert client.post(address, opened(client, address) | {"bases": ["tidak-ada"]}).status_code == 422

    def test_the_page_of_a_right_asks_as_many_questions_for_more_law(self, client, draft, django_assert_num_queries):
        for number in range(20):
            ProvisionFactory(code=f"lain-{number}")
        with django_assert_num_queries(8):
            client.get(f"{PAGE}hak/informasi/")

    def test_two_editors_of_a_right_see_both_versions(self, client, draft):
        address = f"{PAGE}hak/informasi/"
        first, second = opened(client, address), opened(client, address)
        client.post(address, first | {"summary_id": "Arti dari yang pertama"})

        response = client.post(address, second | {"summary_id": "Arti dari yang kedua"})

        assert response.status_code == 409
        assert "Arti dari yang pertama" in page(response)
        assert "Arti dari yang kedua" in page(response)

    def test_a_criterion_weighs_more_than_nothing(self, client, draft):
        address = f"{PAGE}kriteria/informasi/"
        data = opened(client, address)

        assert client.post(address, data | {"weight": "0"}).status_code == 422
        assert client.post(address, data | {"weight": "1.5"}).status_code == 302
        assert draft.criteria.get(code="informasi").weight == Decimal("1.5")
        assert client.post(address, data | {"weight": "2"}).status_code == 409

    def test_the_mapping_is_changed_row_by_row(self, client, draft):
        address = f"{PAGE}pemetaan/INFORMASI-S1/"
        data = opened(client, address)

        assert client.post(address, data | {"successors": []}).status_code == 422
        response = client.post(address, data | {"successors": [], "note_id": "Tidak terukur", "note_en": "Cannot be measured"})
        assert response.headers["Location"] == "/bengkel/rancangan/pemetaan/#INFORMASI-S1"
        assert client.post(address, data).status_code == 409
        assert "Tidak terukur" in page(client.get(f"{PAGE}pemetaan/"))

    def test_parts_that_are_not_there_are_not_found(self, client, draft):
        for path in ("hak/lain/", "kriteria/lain/", "pemetaan/lain/"):
            assert client.get(PAGE + path).status_code == 404
        assert client.post(f"{PAGE}urutan/lain/").status_code == 404
        assert client.get("/bengkel/tidak-ada/").status_code == 404


class TestHistory:
    def test_it_is_told_in_pages_and_filtered(self, client, draft, by):
        for number in range(30):
            FrameworkChange.objects.create(
                framework=draft,
                by=by,
                by_name="Sri",
                action=ChangeAction.CHANGED,
                part=ChangedPart.GATE,
                code="aksi-ham",
                field="effect",
                after=number,
            )

        assert len(client.get(f"{PAGE}riwayat/").context["rows"]) == 25
        assert client.get(f"{PAGE}riwayat/?halaman=2").context["page"].number == 2
        assert not client.get(f"{PAGE}riwayat/?kode=lain").context["rows"]
        found = client.get(f"{PAGE}riwayat/?bagian=framework&oleh={by.pk}").context["rows"]
        assert {row.change.part for row in found} == {"framework"}

    @pytest.mark.parametrize("query", ["?bagian=apa", "?oleh=x", "?halaman=-3", "?halaman=x", "?kode=%00x", "?oleh=99999999999999999999"])
    def test_what_nobody_can_mean_is_ignored(self, client, draft, query):
        assert client.get(f"{PAGE}riwayat/{query}").status_code == 200

    def test_values_of_every_kind_are_told(self, client, draft, by):
        values = [None, True, 3, "teks", ["a", "b"], {"id": "teks"}, {"type": "yes_no"}, {"struktur": "10"}, {"satu": {"id": "teks"}}, {}, []]
        for field in ("rule", "statement", "weight", "bases", "level_labels", "apa"):
            FrameworkChange.objects.bulk_create(
                FrameworkChange(framework=draft, by=by, by_name="Sri", action="changed", part="indicator", field=field, before=value)
                for value in values
            )
        for number in (1, 2, 3):
            assert client.get(f"{PAGE}riwayat/?halaman={number}").status_code == 200

    def test_the_difference_marks_words_and_can_be_made_to_any_framework(self, client, draft):
        draft.indicators.filter(code="INFORMASI-S1").update(statement=text("Pernyataan <i>baru</i> INFORMASI-S1"))
        response = client.get(f"{PAGE}perbedaan/")

        assert "<ins>&lt;i&gt;baru&lt;/i&gt;</ins>" in page(response).replace("\n", "") or "&lt;" in page(response)
        assert "<i>baru</i>" not in page(response)
        assert client.get("/bengkel/kecil/perbedaan/").context["comparison"] is None
        assert client.get("/bengkel/kecil/perbedaan/?dengan=rancangan").context["comparison"] is not None
        assert client.get(f"{PAGE}perbedaan/?dengan=apa").status_code == 404

    def test_where_too_much_differs_one_right_is_shown_at_a_time(self, client, draft, monkeypatch):
        monkeypatch.setattr(comparison, "MOST_AT_ONCE", 1)
        draft.indicators.update(weight=2)

        assert [right.code for right in client.get(f"{PAGE}perbedaan/").context["shown"]] == ["informasi"]
        assert [right.code for right in client.get(f"{PAGE}perbedaan/?hak=kesehatan").context["shown"]] == ["kesehatan"]
        assert [right.code for right in client.get(f"{PAGE}perbedaan/?hak=lain").context["shown"]] == ["informasi"]


@pytest.mark.parametrize(
    "part",
    [
        "",
        "perbedaan/",
        "pengaturan/",
        "pemetaan/",
        "riwayat/",
        "impor/",
        "penetapan/",
        "hak/informasi/",
        "indikator/INFORMASI-H1/",
        "indikator/baru/",
        "simulasi/",
    ],
)
def test_a_draft_of_a_reference_catalogue_says_so_on_every_page(draft: Framework, sign_in: Any, part: str) -> None:
    Framework.objects.filter(pk=draft.pk).update(is_reference=True)
    content = sign_in(editor()).get(f"/bengkel/rancangan/{part}").content.decode()
    assert "reference-mark" in content
