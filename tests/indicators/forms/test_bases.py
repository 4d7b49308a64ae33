"""The picker of legal bases, and texts in two languages."""

import pytest
from django import forms
from django.http import QueryDict
from django.utils import translation

from indicators.forms.bases import BasesField
from indicators.forms.texts import text_fields, text_initial, typed_text
from tests.factories_indicators import InstrumentFactory, ProvisionFactory

pytestmark = pytest.mark.django_db


class Form(forms.Form):
    bases = BasesField(required=False)


@pytest.fixture
def law():
    duham, law = InstrumentFactory(code="duham", root="duham", year=1948), InstrumentFactory(code="uu", root="national", year=2009)
    old = ProvisionFactory(code="uu-1", instrument=law)
    new = ProvisionFactory(code="uu-2", instrument=law)
    old.replaced_by = new
    old.save()
    return [ProvisionFactory(code="duham-25", instrument=duham), old, new]


def test_what_is_ticked_comes_back_each_once(law):
    form = Form(QueryDict("bases=duham-25&bases=uu-2&bases=duham-25"))

    assert form.is_valid()
    assert form.cleaned_data["bases"] == ["duham-25", "uu-2"]


def test_unknown_codes_are_refused(law):
    assert Form(QueryDict("bases=apa")).errors


def test_what_was_replaced_is_offered_only_where_it_is_chosen(law):
    assert 'value="uu-1"' not in str(Form()["bases"])
    assert 'value="uu-1"' in str(Form(initial={"bases": ["uu-1"]})["bases"])


def test_folds_with_something_ticked_are_open(law):
    html = str(Form(initial={"bases": ["duham-25"]})["bases"])

    assert html.count("<details") == 2
    assert html.count(" open>") == 1
    assert html.count(" checked>") == 1


def test_a_form_reads_the_law_once(law, django_assert_num_queries):
    with django_assert_num_queries(1):
        form = Form(QueryDict("bases=duham-25"))
        form.is_valid()
        str(form["bases"])


def test_two_forms_read_it_each_for_itself(law):
    assert Form().fields["bases"].shelf is not Form().fields["bases"].shelf


def test_a_text_keeps_its_own_line_breaks_and_blanks_when_nothing_else_changed():
    before = {"id": "Satu\n\ndua \n", "en": "One"}

    typed = typed_text({"title_id": "Satu\r\n\r\ndua", "title_en": "Two"}, "title", before)

    assert typed == {"id": "Satu\n\ndua \n", "en": "Two"}
    assert typed_text({"title_id": "  ", "title_en": None}, "title", before) == {}


def test_the_fields_of_a_text_speak_their_language():
    with translation.override("en"):
        fields = text_fields("title", "Title", rows=3)

        assert [str(field.label) for field in fields.values()] == ["Title, Indonesian", "Title, English"]
    assert [field.widget.attrs["lang"] for field in fields.values()] == ["id", "en"]
    assert text_initial("title", {"id": "Judul"}) == {"title_id": "Judul", "title_en": ""}
