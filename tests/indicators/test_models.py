"""What PostgreSQL forgets about JSON, the models remember."""

import pytest
from django.utils import translation

from indicators.models import Framework, Indicator
from indicators.services.catalogue import framework_outline
from indicators.services.definition import framework_definition
from tests.factories_indicators import IndicatorFactory, small_framework

pytestmark = pytest.mark.django_db


def test_components_keep_their_order_whatever_the_database_does():
    framework = Framework(components={"hasil": "60", "proses": 30, "struktur": 10, "dampak": 1})

    assert framework.ordered_components == [("struktur", 10), ("proses", 30), ("hasil", 60), ("dampak", 1)]
    assert [component.code for component in framework_definition(Framework.objects.get(pk=small_framework().pk)).components] == [
        "struktur",
        "proses",
        "hasil",
    ]


def test_levels_stand_from_the_lowest_up():
    with translation.override("id"):
        rule = {"type": "levels", "levels": {"penuh": "1", "b": "0.25", "nol": "0", "sebagian": "0.5"}}
        indicator = Indicator.objects.get(pk=IndicatorFactory(answer_type="level", rule=rule, level_labels={"nol": {"id": "Belum", "en": "None"}}).pk)

        assert [code for code, _label in indicator.ordered_levels] == ["nol", "b", "sebagian", "penuh"]
        assert [str(label) for _code, label in indicator.ordered_levels][:2] == ["Belum", "b"]
        assert list(framework_outline(indicator.framework).indicators[0].level_labels) == ["nol", "b", "sebagian", "penuh"]
