"""What a framework covers of the law and what it leaves out; the law's own pages."""

import pytest
from django.test import Client
from django.urls import reverse

from indicators.bilingual import Bilingual
from indicators.models import Framework, Instrument, LegalRoot, Provision, Right
from indicators.services.catalogue import framework_outline
from indicators.services.coverage import coverage, coverage_totals
from indicators.services.instruments import instrument_index
from indicators.services.lens import LENSES, field_of, goal_of, lens_view
from indicators.services.load import load_catalogue
from tests.factories_indicators import InstrumentFactory, ProvisionFactory, adopted, small_framework, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def english() -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def framework() -> Framework:
    """Information rests on DUHAM 19, health on SDG 3.1; the right to health also names DUHAM 25, which no indicator asks about."""
    made = small_framework("hukum", state="draft")
    duham, sdg = InstrumentFactory(code="duham", root=LegalRoot.DUHAM), InstrumentFactory(code="sdg", root=LegalRoot.SDG)
    for article in (19, 25, 30):
        ProvisionFactory(instrument=duham, code=f"duham-{article}", label=text(f"Pasal {article}", f"Article {article}"), order=article)
    for code, label in (("sdg-3", "TPB 3"), ("sdg-3-1", "TPB 3.1"), ("sdg-3-2", "TPB 3.2"), ("sdg-14", "TPB 14")):
        ProvisionFactory(instrument=sdg, code=code, label=text(label, label.replace("TPB", "SDG")))
    for indicator in made.indicators.all():
        indicator.provisions.add(Provision.objects.get(code="duham-19" if indicator.code.startswith("INFO") else "sdg-3-1"))
    Right.objects.get(framework=made, code="kesehatan").provisions.add(Provision.objects.get(code="duham-25"))
    return adopted(made)


class TestCoverage:
    def test_rights_by_articles(self, framework):
        found = coverage(framework, framework_outline(framework), "duham")

        (row,) = found.sections[0].rows
        assert (row.code, row.count, [cell.count for cell in row.cells]) == ("duham-19", 3, [3, 0])
        assert row.cells[0].url == f"{reverse('indicators:provision', args=['duham-19'])}#hukum-informasi"
        assert (found.total.covered, found.total.total, found.indicators) == (1, 3, 3)

    def test_what_is_left_out_and_what_a_right_names_all_the_same(self, framework):
        found = coverage(framework, framework_outline(framework), "duham")

        assert [row.code for row in found.left_out] == ["duham-25", "duham-30"]
        assert [[cell.right.code for cell in row.cells if cell.is_named] for row in found.left_out] == [["kesehatan"], []]

    def test_a_goal_is_covered_by_its_targets_and_targets_are_not_counted(self, framework):
        found = coverage(framework, framework_outline(framework), "sdg")

        assert (found.total.covered, found.total.total) == (1, 2)
        assert [row.code for row in found.left_out] == ["sdg-14"]

    def test_what_was_replaced_is_not_missed(self, framework):
        Provision.objects.filter(code="duham-30").update(replaced_by=Provision.objects.get(code="duham-25"))

        assert [row.code for row in coverage(framework, framework_outline(framework), "duham").left_out] == ["duham-25"]

    def test_totals_of_all_roots(self, framework):
        totals = coverage_totals(framework, framework_outline(framework))

        assert {row.root: (row.covered, row.total) for row in totals} == {"duham": (1, 3), "national": (2, 2), "sdg": (1, 2)}

    @pytest.mark.parametrize("root", ["duham", "treaty", "national", "spm", "sdg", "", "x", "' OR 1=1"])
    def test_every_root_has_its_page_and_a_strange_one_is_duham(self, english, framework, root):
        page = english.get(reverse("indicators:coverage", args=["hukum"]), {"akar": root})

        assert page.status_code == 200
        assert page.context["root"] == (root if root in LegalRoot.values else "duham")

    def test_the_page_leads_from_a_number_to_the_indicators(self, english, framework):
        page = english.get(reverse("indicators:coverage", args=["hukum"]))

        assert 'href="/dasar-hukum/duham-19/#hukum-informasi"' in page.content.decode()
        assert 'id="hukum-informasi"' in english.get("/dasar-hukum/duham-19/").content.decode()

    def test_a_draft_has_no_public_coverage(self, client):
        small_framework("rancangan", state="draft")

        assert client.get(reverse("indicators:coverage", args=["rancangan"])).status_code == 404

    @pytest.mark.parametrize("root", LegalRoot.values)
    def test_the_shipped_catalogue_is_told_whole_in_few_queries(self, client, django_assert_max_num_queries, root):
        load_catalogue()
        framework = Framework.objects.get(code="revisi-2026")
        framework_outline(framework)
        url = reverse("indicators:coverage", args=["revisi-2026"])

        with django_assert_max_num_queries(4):
            page = client.get(url, {"akar": root})
        found = page.context["coverage"]
        told = {row.code for section in found.sections for row in section.rows}
        assert len(page.content) < 200_000
        assert {"duham": 30, "spm": 29, "sdg": 17}.get(root, found.total.total) == found.total.total
        if root in ("duham", "spm"):
            assert len(told) + len(found.left_out) == found.total.total


class TestLens:
    def test_a_target_belongs_to_its_goal(self):
        assert [goal_of(code) for code in ("sdg-3", "sdg-3-1", "sdg-16-b")] == ["sdg-3", "sdg-3", "sdg-16"]

    def test_the_label_of_a_service_names_its_field(self):
        code, title = field_of(Bilingual({"id": "SPM Pekerjaan Umum 2", "en": "Public Works SPM 2"}))

        assert (code, title) == ("pekerjaan-umum", {"id": "Pekerjaan Umum", "en": "Public Works"})

    def test_groups_silent_ones_and_indicators_outside(self, framework):
        view = lens_view(framework_outline(framework), LENSES["tpb"])

        assert [(group.code, group.indicators) for group in view.groups] == [("sdg-3", ("KESEHATAN-S1", "KESEHATAN-P1", "KESEHATAN-H1"))]
        assert [group.code for group in view.silent] == ["sdg-14"]
        assert view.outside == ("INFORMASI-S1", "INFORMASI-P1", "INFORMASI-H1")

    def test_the_shipped_law_has_all_goals_fields_and_articles(self):
        load_catalogue()
        outline = framework_outline(Framework.objects.get(code="revisi-2026"))

        views = {code: lens_view(outline, lens) for code, lens in LENSES.items()}
        assert {code: len(view.groups) + len(view.silent) for code, view in views.items()} == {"duham": 30, "spm": 6, "tpb": 17}


class TestLaw:
    def found(self, search: str = "") -> dict[str, list[str]]:
        return {root.code: [entry.instrument.code for entry in root.entries] for root in instrument_index(search)}

    def test_all_instruments_by_root_with_what_rests_on_them(self, framework):
        roots = instrument_index()

        assert [root.code for root in roots] == ["duham", "national", "sdg"]
        assert [(entry.provisions, entry.indicators) for entry in roots[0].entries] == [(3, 3)]

    def test_search_finds_instruments_and_provisions_in_both_languages(self, framework):
        assert self.found("DUHAM") == {"duham": ["duham"]}
        assert self.found("article 25 duham") == self.found("pasal 25 duham") == {"duham": ["duham"]}
        assert self.found("tidak ada yang begitu") == {}
        (root,) = instrument_index("pasal 25")
        assert [provision.code for provision in root.entries[0].matches] == ["duham-25"]

    @pytest.mark.parametrize("search", ["", "duham", "   ", "%", "\0", "x" * 5000])
    def test_the_page_takes_whatever_is_typed(self, english, framework, search):
        assert english.get(reverse("indicators:law"), {"cari": search}).status_code == 200

    def test_an_instrument_says_what_replaced_it(self, english, framework):
        newer = InstrumentFactory(code="uu-baru")
        Instrument.objects.filter(code="duham").update(replaced_by=newer)

        assert reverse("indicators:instrument", args=["uu-baru"]) in english.get(reverse("indicators:instrument", args=["duham"])).content.decode()
        assert reverse("indicators:instrument", args=["duham"]) in english.get(reverse("indicators:instrument", args=["uu-baru"])).content.decode()

    def test_a_goals_page_has_what_rests_on_its_targets(self, english, framework):
        page = english.get(reverse("indicators:provision", args=["sdg-3"]))

        rows = [row.code for group in page.context["groups"] for part in group["rights"] for row in part["indicators"]]
        assert rows == ["KESEHATAN-S1", "KESEHATAN-P1", "KESEHATAN-H1"]
        assert [target.code for target in page.context["targets"]] == ["sdg-3-1", "sdg-3-2"]

    def test_every_shipped_page_of_the_law_can_be_shown_in_few_queries(self, client, django_assert_max_num_queries):
        load_catalogue()

        with django_assert_max_num_queries(3):
            assert client.get(reverse("indicators:law")).status_code == 200
        for code in Instrument.objects.values_list("code", flat=True):
            with django_assert_max_num_queries(5):
                page = client.get(reverse("indicators:instrument", args=[code]))
            assert page.status_code == 200
            assert len(page.content) < 200_000
