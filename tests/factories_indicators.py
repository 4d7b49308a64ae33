"""Factories of the indicators floor, and a small framework complete enough to be scored."""

from decimal import Decimal
from typing import Any

import factory
from django.utils import timezone

from indicators.bilingual import Bilingual
from indicators.models import (
    AnswerType,
    Criterion,
    Decider,
    Framework,
    FrameworkState,
    Gate,
    GateEffect,
    Indicator,
    IndicatorKind,
    Instrument,
    LegalRoot,
    PredicateBand,
    Provision,
    Right,
    RightGroup,
)

YES_NO_RULE: dict[str, Any] = {"type": "yes_no"}
LEVELS_RULE: dict[str, Any] = {
    "type": "levels",
    "levels": {"none": "0", "partial": "0.5", "full": "1"},
}
LINEAR_RULE: dict[str, Any] = {"type": "linear", "zero_at": "0", "full_at": "100"}
COMPONENTS = {"struktur": 10, "proses": 30, "hasil": 60}
PREDICATES = [
    ("peduli", "Peduli HAM", 75, True),
    ("cukup", "Cukup Peduli HAM", 65, False),
]
PREDICATES += [
    ("mulai", "Mulai Peduli HAM", 50, False),
    ("kurang", "Kurang Peduli HAM", 0, False),
]


def text(indonesian: str, english: str | None = None) -> Bilingual:
    """Return a bilingual text; the English defaults to the Indonesian with a mark."""
    return Bilingual({"id": indonesian, "en": english or f"{indonesian} (en)"})


class InstrumentFactory(factory.django.DjangoModelFactory[Instrument]):
    """A legal text."""

    class Meta:
        model = Instrument
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"instrumen-{n}")
    root = LegalRoot.NATIONAL
    short_title = factory.LazyAttribute(lambda o: text(o.code.upper()))
    title = factory.LazyAttribute(lambda o: text(f"Instrumen {o.code}"))
    year = 2018


class ProvisionFactory(factory.django.DjangoModelFactory[Provision]):
    """An article of a legal text."""

    class Meta:
        model = Provision
        django_get_or_create = ("code",)

    instrument = factory.SubFactory(InstrumentFactory)
    code = factory.Sequence(lambda n: f"ketentuan-{n}")
    label = factory.Sequence(lambda n: text(f"Pasal {n}", f"Article {n}"))
    title = factory.Sequence(lambda n: text(f"Isi ketentuan {n}", f"Content of provision {n}"))
    order = factory.Sequence(lambda n: n)


class FrameworkFactory(factory.django.DjangoModelFactory[Framework]):
    """A draft of the kind struktur, proses, hasil, without criteria; `adopted` freezes it when its parts are there."""

    class Meta:
        model = Framework
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"kerangka-{n}")
    title = factory.LazyAttribute(lambda o: text(f"Kerangka {o.code}", f"Framework {o.code}"))
    summary = factory.LazyFunction(lambda: text("Ringkasan", "Summary"))
    state = FrameworkState.DRAFT
    rollup = "components"
    components = factory.LazyFunction(lambda: dict(COMPONENTS))
    addition_code = "aksi-ham"
    addition_title = factory.LazyFunction(lambda: text("Laporan Aksi HAM", "Aksi HAM report"))
    addition_maximum = Decimal(15)
    cap = Decimal(100)


class CriterionFactory(factory.django.DjangoModelFactory[Criterion]):
    """A criterion."""

    class Meta:
        model = Criterion

    framework = factory.SubFactory(FrameworkFactory)
    code = factory.Sequence(lambda n: f"kriteria-{n}")
    order = factory.Sequence(lambda n: n)
    title = factory.LazyAttribute(lambda o: text(f"Kriteria {o.code}", f"Criterion {o.code}"))
    weight = Decimal(1)


class RightFactory(factory.django.DjangoModelFactory[Right]):
    """A right, by default alone in its criterion."""

    class Meta:
        model = Right

    criterion = factory.SubFactory(CriterionFactory)
    framework = factory.SelfAttribute("criterion.framework")
    code = factory.Sequence(lambda n: f"hak-{n}")
    order = factory.Sequence(lambda n: n)
    group = RightGroup.SIPOL
    title = factory.LazyAttribute(lambda o: text(f"Hak {o.code}", f"Right {o.code}"))
    summary = factory.LazyFunction(lambda: text("Arti hak ini", "What the right means"))


class IndicatorFactory(factory.django.DjangoModelFactory[Indicator]):
    """A yes/no indicator of struktur."""

    class Meta:
        model = Indicator

    right = factory.SubFactory(RightFactory)
    framework = factory.SelfAttribute("right.framework")
    code = factory.Sequence(lambda n: f"indikator-{n}")
    order = factory.Sequence(lambda n: n)
    kind = IndicatorKind.STRUKTUR
    statement = factory.LazyAttribute(lambda o: text(f"Pernyataan {o.code}", f"Statement {o.code}"))
    rationale = factory.LazyFunction(lambda: text("Alasan ditanyakan", "Why it is asked"))
    definition = factory.LazyFunction(lambda: text("Yang dimaksud", "What is meant"))
    period = factory.LazyFunction(lambda: text("Tahun data", "The data year"))
    data_source = factory.LazyFunction(lambda: text("JDIH", "Legal database"))
    data_owner = factory.LazyFunction(lambda: text("Bagian Hukum", "Legal section"))
    answer_type = AnswerType.YES_NO
    rule = factory.LazyFunction(lambda: dict(YES_NO_RULE))
    weight = Decimal(1)
    evidence = factory.LazyFunction(lambda: text("Salinan Perda", "Copy of the regulation"))
    evidence_example = factory.LazyFunction(lambda: text("Perda yang diundangkan", "A regulation in force"))
    evidence_rejected = factory.LazyFunction(lambda: text("Rancangan Perda", "A draft regulation"))
    nil_case = factory.LazyFunction(lambda: text("Surat keterangan", "Signed statement"))
    usual_work_unit = "Bagian Hukum Setda"


def small_framework(code: str = "kecil", *, state: str = FrameworkState.ADOPTED) -> Framework:
    """Return a framework of 2 rights in 2 criteria, each with a struktur, a proses and a hasil indicator.

    Codes: criteria and rights ``informasi`` (sipol) and ``kesehatan`` (ekosob); indicators ``INFORMASI-S1``
    (yes/no), ``INFORMASI-P1`` (levels none/partial/full), ``INFORMASI-H1`` (percentage, linear 0 to 100)
    and the same for ``KESEHATAN``; predicates, both gates and the addition ``aksi-ham`` as in the revised framework.
    """
    framework = FrameworkFactory(code=code)
    for order, (right_code, group) in enumerate([("informasi", RightGroup.SIPOL), ("kesehatan", RightGroup.EKOSOB)], start=1):
        criterion = CriterionFactory(
            framework=framework,
            code=right_code,
            order=order,
            title=text(right_code.title()),
        )
        right = RightFactory(
            criterion=criterion,
            code=right_code,
            order=order,
            group=group,
            title=text(f"Hak atas {right_code}"),
        )
        _three_kinds(right, order * 10)
    for predicate_code, title, minimum, is_awarded in PREDICATES:
        PredicateBand.objects.create(
            framework=framework,
            code=predicate_code,
            title=text(title, title),
            minimum=minimum,
            is_awarded=is_awarded,
        )
    for gate_code, effect in [
        ("aksi-ham", GateEffect.NO_PREDICATE),
        ("dugaan-pelanggaran", GateEffect.NO_SPECIAL_AWARD),
    ]:
        Gate.objects.create(
            framework=framework,
            code=gate_code,
            title=text(gate_code),
            text=text(f"Syarat {gate_code}"),
            effect=effect,
        )
    return adopted(framework) if state == FrameworkState.ADOPTED else framework


def adopted(framework: Framework) -> Framework:
    """Freeze a framework that has all its parts: from then on the database refuses changes."""
    framework.state = FrameworkState.ADOPTED
    framework.adopted_at = timezone.now()
    framework.save(update_fields=["state", "adopted_at"])
    return framework


def _three_kinds(right: Right, order: int) -> None:
    """Give `right` one indicator of each kind, each with a legal basis."""
    prefix = right.code.upper()
    basis = ProvisionFactory(code=f"ketentuan-{right.code}")
    right.provisions.add(basis)
    rows: list[dict[str, Any]] = [
        {
            "code": f"{prefix}-S1",
            "kind": IndicatorKind.STRUKTUR,
            "answer_type": AnswerType.YES_NO,
            "rule": dict(YES_NO_RULE),
        },
        {
            "code": f"{prefix}-P1",
            "kind": IndicatorKind.PROSES,
            "answer_type": AnswerType.LEVEL,
            "rule": dict(LEVELS_RULE),
            "level_labels": {
                "none": text("Belum ada", "None"),
                "partial": text("Sebagian", "Partly"),
                "full": text("Lengkap", "Complete"),
            },
            "may_be_not_applicable": True,
            "not_applicable_when": text("Tidak ada sasaran", "Nobody to serve"),
            "not_applicable_by": Decider.DITJEN,
        },
        {
            "code": f"{prefix}-H1",
            "kind": IndicatorKind.HASIL,
            "answer_type": AnswerType.PERCENTAGE,
            "rule": dict(LINEAR_RULE),
            "unit": text("persen", "percent"),
            "numerator": text("Terlayani", "Served"),
            "denominator": text("Sasaran", "Target"),
        },
    ]
    for position, row in enumerate(rows):
        IndicatorFactory(right=right, order=order + position, **row).provisions.add(basis)
