"""The page of one indicator in the workshop: saving, checking, rows without a script, and that nothing typed is lost."""

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from indicators.models import Framework, FrameworkChange, IndicatorComment
from indicators.services.load import load_catalogue
from indicators.services.mapping import Relation, lineage
from indicators.services.workshop_indicator import end_indicator
from tests.factories import person
from tests.factories_drafts import editor, small_draft
from tests.factories_indicators import adopted
from tests.indicators.forms.test_rule import as_sent

pytestmark = pytest.mark.django_db
CODE = "INFORMASI-H1"
PAGE = f"/bengkel/rancangan/indikator/{CODE}/"
BANDS = {
    "rule_type": "bands",
    "band_low": ["", "10"],
    "band_low_edge": ["from", "from"],
    "band_high": ["10", ""],
    "band_high_edge": ["below", "to"],
    "band_points": ["10", "0"],
}


@pytest.fixture
def by() -> Any:
    return editor()


@pytest.fixture
def draft(by: Any) -> Framework:
    return small_draft(by)


@pytest.fixture
def client(by: Any, draft: Framework, sign_in: Any) -> Client:
    return english(sign_in(by))


def english(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client


def sent(client: Client, page: str = PAGE, **typed: Any) -> dict[str, list[str]]:
    """What a browser sends from the page, with some fields typed anew."""
    form = client.get(page).context["form"]
    data = QueryDict(mutable=True)
    for field in form:
        value = field.value()
        if isinstance(value, bool):
            if value:
                data[field.html_name] = "on"
        elif isinstance(value, list):
            data.setlist(field.html_name, value)
        else:
            data[field.html_name] = "" if value is None else str(field.field.prepare_value(value))
    for name, values in as_sent(form.rule).lists():
        data.setlist(name, values)
    for row in form.links:
        for field in row:
            data.appendlist(field.html_name, str(field.value() or ""))
    for name, value in typed.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return dict(data.lists())


class TestSaving:
    def test_left_as_it_is_nothing_is_written(self, client: Client, draft: Framework) -> None:
        before = FrameworkChange.objects.count()
        response = client.post(PAGE, sent(client), follow=True)
        assert "Nothing was different" in response.content.decode()
        assert FrameworkChange.objects.count() == before

    def test_texts_rule_and_bases_are_saved(self, client: Client, draft: Framework) -> None:
        response = client.post(PAGE, sent(client, statement_en="Other", weight="2.5", evidence_valid_years="0", bases=[], **BANDS))
        assert response.status_code == 302
        row = draft.indicators.get(code=CODE)
        assert row.statement.english == "Other"
        assert row.rule["bands"] == [{"below": "10", "points": "10"}, {"from": "10", "points": "0"}]
        assert (str(row.weight), row.evidence_valid_years, row.provisions.count()) == ("2.5000", 0, 0)
        assert set(draft.changes.filter(code=CODE).values_list("field", flat=True)) >= {
            "statement",
            "rule",
            "weight",
            "bases",
            "evidence_valid_years",
        }

    def test_a_decimal_comma_is_read_in_indonesian(self, client: Client, draft: Framework) -> None:
        client.cookies["django_language"] = "id"
        client.post(PAGE, sent(client, weight="2,5"))
        assert str(draft.indicators.get(code=CODE).weight) == "2.5000"

    def test_save_and_next(self, client: Client) -> None:
        assert client.post(PAGE, sent(client, do="next"))["Location"].endswith("/KESEHATAN-S1/")

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("weight", "-1"),
            ("weight", "0"),
            ("weight", "NaN"),
            ("weight", "1e9"),
            ("weight", ""),
            ("evidence_valid_years", "999"),
            ("evidence_valid_years", "x"),
            ("statement_id", "x" * 8001),
            ("usual_work_unit", "x" * 121),
            ("kind", "lain"),
            ("rule_type", "lain"),
            ("rule_zero_at", "zehn"),
            ("bases", "tidak-ada"),
        ],
    )
    def test_what_cannot_be_held_is_refused_with_everything_kept(self, client: Client, draft: Framework, name: str, value: str) -> None:
        response = client.post(PAGE, sent(client, definition_en="Typed with care", **{name: value}))
        assert response.status_code == 422
        page = response.content.decode()
        assert "Typed with care" in page
        if name not in {"kind", "rule_type", "bases"}:
            assert value in page
        assert "Typed with care" not in str(draft.indicators.get(code=CODE).definition)

    def test_a_missing_text_is_saved_and_told(self, client: Client, draft: Framework) -> None:
        assert client.post(PAGE, sent(client, definition_en="")).status_code == 302
        assert [fault.field for fault in client.get(PAGE).context["check"].faults] == ["definition_en"]

    def test_a_level_twice_is_refused(self, client: Client, draft: Framework) -> None:
        page = PAGE.replace("H1", "P1")
        response = client.post(page, sent(client, page, level_code=["none", "none", "full"]))
        assert response.status_code == 422
        assert draft.indicators.get(code="INFORMASI-P1").rule["levels"].keys() == {"none", "partial", "full"}

    def test_markup_is_text(self, client: Client) -> None:
        bad = "<script>alert(1)</script>"
        levels = {"level_code": ["a", "b"], "level_id": [bad, "B"], "level_en": [bad, "B"], "level_points": ["0", "1"]}
        page = PAGE.replace("H1", "P1")
        client.post(page, sent(client, page, statement_id=bad, statement_en=bad, **levels))
        client.post(f"{page}komentar/", {"text": bad})
        content = client.get(page).content.decode()
        assert bad not in content
        assert "&lt;script&gt;alert(1)" in content

    def test_a_hundred_and_fifty_bands_come_back(self, client: Client) -> None:
        many = {f"band_{name}": ["1"] * 150 for name in ("low", "low_edge", "high", "high_edge", "points")}
        response = client.post(PAGE, sent(client, **(many | {"rule_type": "bands"})))
        assert response.status_code == 422
        assert len(response.context["form"].rule.bands) == 150


class TestConflict:
    def test_both_versions_are_shown_and_the_form_keeps_mine(self, client: Client, draft: Framework) -> None:
        mine = sent(client, definition_en="Mine")
        client.post(PAGE, sent(client, definition_en="Theirs"))
        response = client.post(PAGE, mine)
        assert response.status_code == 409
        page = response.content.decode()
        assert "Theirs" in page
        assert {label for label, _value, _differs in response.context["side_mine"]["rows"]} == {"Definition, Indonesian", "Definition, English"}
        assert response.context["form"]["definition_en"].value() == "Mine"
        again = mine | {"seen": [response.context["form"]["seen"].value()]}
        assert client.post(PAGE, again).status_code == 302
        assert draft.indicators.get(code=CODE).definition.english == "Mine"

    def test_an_adopted_framework_refuses_and_keeps_what_was_typed(self, client: Client, draft: Framework) -> None:
        mine = sent(client, definition_en="Mine")
        adopted(draft)
        response = client.post(PAGE, mine)
        assert response.status_code == 403
        assert response.context["form"]["definition_en"].value() == "Mine"
        assert "adopted" in response.context["refused_save"]


class TestRowsWithoutAScript:
    def test_a_row_more_and_a_row_less(self, client: Client, draft: Framework) -> None:
        more = client.post(PAGE, sent(client, do="add:band", definition_en="Typed", **BANDS))
        assert more.status_code == 200
        form = more.context["form"]
        assert [row["points"].value() for row in form.rule.bands] == ["10", "0", ""]
        assert form["definition_en"].value() == "Typed"
        less = client.post(PAGE, sent(client, do="remove:band:0", **BANDS))
        assert [row["points"].value() for row in less.context["form"].rule.bands] == ["0"]
        assert draft.indicators.get(code=CODE).rule["type"] == "linear"

    def test_the_buttons_say_which_row(self, client: Client) -> None:
        page = client.post(PAGE, sent(client, do="add:link", **BANDS)).content.decode()
        for button in ("add:band", "add:level", "add:link", "remove:band:1", "remove:link:1"):
            assert f'value="{button}"' in page

    @pytest.mark.parametrize("do", ["add:", "add:nonsense", "remove:band:x", "remove:band:-1", "remove:band:99999999999", "remove", "check"])
    def test_nonsense_changes_nothing(self, client: Client, draft: Framework, do: str) -> None:
        before = FrameworkChange.objects.count()
        assert client.post(PAGE, sent(client, do=do, **BANDS)).status_code == 200
        assert FrameworkChange.objects.count() == before


class TestCheck:
    def test_the_panel_tells_what_is_typed_and_writes_nothing(self, client: Client, draft: Framework) -> None:
        response = client.post(f"{PAGE}periksa/", sent(client, definition_en="", try_number="5", **BANDS))
        check = response.context["check"]
        assert [fault.field for fault in check.faults] == ["definition_en"]
        assert check.tried.percent == 100
        assert "<svg" in response.content.decode()
        assert "<html" not in response.content.decode()
        assert draft.indicators.get(code=CODE).rule["type"] == "linear"

    def test_what_cannot_be_read_is_told_by_field(self, client: Client) -> None:
        response = client.post(f"{PAGE}periksa/", sent(client, weight="viel", try_number="xx"))
        assert response.context["is_unreadable"]
        assert [fault.field for fault in response.context["check"].faults] == ["weight"]

    def test_a_figure_that_is_none_is_told(self, client: Client) -> None:
        assert client.post(f"{PAGE}periksa/", sent(client, try_number="NaN")).context["try_fault"]

    def test_the_button_does_the_same_without_a_script(self, client: Client) -> None:
        response = client.post(PAGE, sent(client, do="check", try_number="25"))
        assert response.status_code == 200
        assert response.context["check"].tried.percent == 25

    def test_the_number_of_queries_is_fixed(self, client: Client, draft: Framework, django_assert_num_queries: Any) -> None:
        data = sent(client)
        with django_assert_num_queries(18):
            client.post(f"{PAGE}periksa/", data)


def test_the_number_of_queries_of_the_page_is_fixed(client: Client, django_assert_num_queries: Any) -> None:
    client.get(PAGE)
    with django_assert_num_queries(23):
        client.get(PAGE)


class TestFollowing:
    def test_merging_is_a_row_more(self, client: Client, draft: Framework) -> None:
        client.post(PAGE, sent(client, link_code=[CODE, "KESEHATAN-H1"], link_comparable=["yes", "no"]))
        way = lineage(draft, draft.follows)  # type: ignore[arg-type]
        assert way is not None
        assert way.relation(CODE) == Relation.MERGES
        assert client.get(PAGE).context["shared"] == [("KESEHATAN-H1", "KESEHATAN-H1")]
        assert "KESEHATAN-H1 splits" in client.get(PAGE).content.decode()

    @pytest.mark.parametrize("codes", [["TIDAK-ADA"], [CODE, CODE.lower()]])
    def test_unknown_codes_and_codes_twice_are_refused(self, client: Client, codes: list[str]) -> None:
        response = client.post(PAGE, sent(client, link_code=codes, link_comparable=["no"] * len(codes)))
        assert response.status_code == 422
        assert codes[-1] in response.content.decode()


class TestAddingAndEnding:
    NEW = "/bengkel/rancangan/indikator/baru/"

    def test_a_new_one_begins_with_a_rule_that_fits(self, client: Client, draft: Framework) -> None:
        data = {"right": "informasi", "kind": "hasil", "answer_type": "count", "statement_id": "Baru", "statement_en": "New", "code": ""}
        response = client.post(self.NEW, data)
        assert response["Location"].endswith("/INFORMASI-H2/")
        assert client.get(response["Location"]).status_code == 200
        assert draft.indicators.get(code="INFORMASI-H2").rule["type"] == "linear"

    def test_one_that_splits_off_begins_with_the_texts_of_the_one_before(self, client: Client, draft: Framework) -> None:
        data = {"right": "informasi", "kind": "hasil", "answer_type": "count", "is_copied": "on", "link_code": [CODE], "link_comparable": ["no"]}
        client.post(self.NEW, data)
        made = draft.indicators.get(code="INFORMASI-H2")
        assert (made.definition, made.answer_type) == (draft.indicators.get(code=CODE).definition, "percentage")
        assert made.provisions.count() == 1

    def test_a_code_that_is_taken_is_refused_and_kept(self, client: Client) -> None:
        data = {"right": "informasi", "kind": "hasil", "answer_type": "count", "statement_id": "Baru", "code": CODE.lower()}
        response = client.post(self.NEW, data)
        assert response.status_code == 422
        assert response.context["form"]["code"].value() == CODE.lower()

    def test_the_right_of_the_address_is_chosen(self, client: Client) -> None:
        assert client.get(f"{self.NEW}?hak=kesehatan").context["form"]["right"].value() == "kesehatan"
        assert client.get(f"{self.NEW}?hak=%00<x>").status_code in {200, 400}

    def test_a_row_more_writes_nothing(self, client: Client) -> None:
        response = client.post(self.NEW, {"do": "add:link", "statement_id": "Typed"})
        assert response.status_code == 200
        assert len(response.context["form"].links) == 1
        assert response.context["form"]["statement_id"].value() == "Typed"

    def test_ending_asks_for_the_reason_and_can_be_taken_back(self, client: Client, draft: Framework) -> None:
        assert client.post(f"{PAGE}akhiri/", {"reason_id": "Tidak terbit", "reason_en": ""}).status_code == 422
        assert client.post(f"{PAGE}akhiri/", {"reason_id": "Tidak terbit", "reason_en": "Not published"}).status_code == 302
        assert client.get(PAGE).status_code == 404
        assert "Not published" in client.get(self.NEW).content.decode()
        assert client.post(f"{PAGE}kembali/")["Location"] == PAGE
        assert draft.indicators.filter(code=CODE).exists()
        # A second press: it is there already.
        assert client.post(f"{PAGE}kembali/")["Location"] == self.NEW


class TestComments:
    def test_a_reviewer_reads_and_comments_but_changes_nothing(self, client: Client, draft: Framework, sign_in: Any) -> None:
        reader = english(sign_in(person(Role.DITJEN_REVIEWER)))
        page = reader.get(PAGE)
        assert page.status_code == 200
        assert b'id="indikator"' not in page.content
        assert reader.post(PAGE, sent(client, definition_en="Other")).status_code == 403
        assert reader.post(f"{PAGE}komentar/", {"text": "Too wide"})["Location"] == f"{PAGE}#komentar"
        comment = IndicatorComment.objects.get()
        assert client.get(PAGE).context["comments_open"] == 1
        settle = reverse("workshop:indicator_comment_settle", args=["rancangan", CODE, comment.pk])
        client.post(settle, {"do": "resolve"})
        assert client.get(PAGE).context["comments_open"] == 0
        client.post(settle, {"do": "reopen"})
        assert client.get(PAGE).context["comments_open"] == 1

    @pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
    def test_an_empty_or_endless_one_is_refused_and_kept(self, client: Client, text: str) -> None:
        response = client.post(f"{PAGE}komentar/", {"text": text})
        assert response.status_code == 422
        assert response.context["comment_form"]["text"].value() == text

    def test_a_comment_of_another_indicator_is_not_found(self, client: Client, draft: Framework, by: Any) -> None:
        comment = IndicatorComment.objects.create(framework=draft, indicator_code="INFORMASI-S1", by=by, by_name="x", text="x")
        assert client.post(reverse("workshop:indicator_comment_settle", args=["rancangan", CODE, comment.pk])).status_code == 404


def test_every_indicator_of_the_shipped_frameworks_has_a_page(sign_in: Any, by: Any) -> None:
    load_catalogue()
    client = english(sign_in(by))
    for framework in Framework.objects.all():
        for code in list(framework.indicators.values_list("code", flat=True))[::17]:
            assert client.get(f"/bengkel/{framework.code}/indikator/{code}/").status_code == 200


def test_what_was_typed_for_an_indicator_somebody_took_out_is_shown(client: Client, draft: Framework, by: Any) -> None:
    data = sent(client, statement_id="Pernyataan yang baru diketik")
    end_indicator(framework=draft, code=CODE, reason={"id": "Tidak perlu", "en": "Not needed"}, by=by)

    response = client.post(PAGE, data)

    assert response.status_code == 409
    assert "Pernyataan yang baru diketik" in response.content.decode()
    assert client.post(PAGE.replace(CODE, "TIDAK-ADA"), data).status_code == 404
    assert client.get(PAGE).status_code == 404
