"""A full year for measuring: 514 regions x 120 indicators, answered, verified and reviewed."""

import random
from decimal import Decimal
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from accounts.models import Membership, Role, User
from assessments.models import Answer, Assessment, AssessmentState, Cycle, CycleState, Phase, PhaseCode, Review, ReviewOutcome
from indicators.models import AnswerType, Criterion, Framework, FrameworkState, Indicator, IndicatorKind, Instrument, PredicateBand, Provision, Right
from regions.models import Region

RIGHTS = 11
BATCH = 5000
KINDS = (IndicatorKind.STRUKTUR, IndicatorKind.PROSES, IndicatorKind.HASIL)
RULES: tuple[tuple[str, dict[str, Any]], ...] = (
    (AnswerType.YES_NO, {"type": "yes_no"}),
    (AnswerType.LEVEL, {"type": "levels", "levels": {"none": "0", "partial": "0.5", "full": "1"}}),
    (AnswerType.PERCENTAGE, {"type": "linear", "zero_at": "0", "full_at": "100"}),
)


def _text(indonesian: str) -> dict[str, str]:
    return {"id": indonesian, "en": indonesian}


def build_framework(indicators: int = 120) -> Framework:
    """A framework of the revised shape with `indicators` indicators in 11 rights and 10 criteria, each with two legal bases."""
    framework = Framework.objects.create(
        code=f"ukur-{indicators}",
        title=_text("Kerangka ukur"),
        rollup="components",
        components={"struktur": 10, "proses": 30, "hasil": 60},
        addition_code="aksi-ham",
        addition_title=_text("Aksi HAM"),
        addition_maximum=15,
    )
    for code, minimum in (("peduli", 75), ("cukup", 65), ("mulai", 50), ("kurang", 0)):
        PredicateBand.objects.create(framework=framework, code=code, title=_text(code.title()), minimum=minimum, is_awarded=minimum == 75)
    instrument = Instrument.objects.create(code="ukur", root="duham", short_title=_text("Ukur"), title=_text("Ukur"))
    provisions = [
        Provision.objects.create(instrument=instrument, code=f"ukur-{n}", label=_text(f"Pasal {n}"), title=_text(f"Isi pasal {n}")) for n in range(30)
    ]
    rights = []
    for number in range(RIGHTS):
        order = min(number, RIGHTS - 2)
        criterion, _ = Criterion.objects.get_or_create(
            framework=framework, code=f"kriteria-{order}", defaults={"order": order, "title": _text(f"Kriteria {order}")}
        )
        rights.append(
            Right.objects.create(framework=framework, criterion=criterion, code=f"hak-{number}", order=number, title=_text(f"Hak atas {number}"))
        )
    for number in range(indicators):
        answer_type, rule = RULES[number // RIGHTS % 3]
        indicator = Indicator.objects.create(
            framework=framework,
            right=rights[number % RIGHTS],
            code=f"I{number:03d}",
            order=number,
            kind=KINDS[number // RIGHTS % 3],
            statement=_text(f"Persentase penduduk yang memperoleh layanan nomor {number} sesuai standar pelayanan minimal pada tahun yang dinilai"),
            answer_type=answer_type,
            rule=rule,
        )
        indicator.provisions.set([provisions[number % 30], provisions[(number * 7 + 3) % 30]])
    framework.state, framework.adopted_at = FrameworkState.ADOPTED, timezone.now()
    framework.save(update_fields=["state", "adopted_at"])
    return framework


def _value(indicator: Indicator, luck: random.Random) -> dict[str, Any]:
    match indicator.answer_type:
        case AnswerType.YES_NO:
            return {"choice": luck.choice(["yes", "yes", "yes", "no"])}
        case AnswerType.LEVEL:
            return {"choice": luck.choice(["partial", "full", "full", "none"])}
        case _:
            return {"number": Decimal(luck.randint(400, 1000)) / 10}


def build_cycle(framework: Framework) -> Cycle:
    """A cycle with every answer reviewed, all phases open."""
    luck = random.Random(2026)
    cycle = Cycle.objects.create(award_year=2026, data_year=2025, framework=framework, state=CycleState.OPEN, is_demonstration=True)
    now = timezone.now()
    Phase.objects.bulk_create(
        Phase(cycle=cycle, code=code, starts_at=now - timezone.timedelta(days=9), ends_at=now + timezone.timedelta(days=9)) for code in PhaseCode
    )
    assessments = Assessment.objects.bulk_create(
        Assessment(cycle=cycle, region=region, state=AssessmentState.REVIEWED) for region in Region.objects.order_by("code")
    )
    indicators = list(framework.indicators.order_by("order"))
    answers = [
        Answer(assessment=assessment, indicator=indicator, **_value(indicator, luck)) for assessment in assessments for indicator in indicators
    ]
    Answer.objects.bulk_create(answers, batch_size=BATCH)
    names = ("choice", "number")
    reviews = [Review(answer=answer, outcome=ReviewOutcome.ACCEPTED, **{name: getattr(answer, name) for name in names}) for answer in answers]
    Review.objects.bulk_create(reviews, batch_size=BATCH)
    return cycle


def build_people() -> tuple[User, User, User]:
    """Two leads and a coordinator of Kabupaten Sleman."""
    leads = []
    for number in (1, 2):
        lead = User.objects.create_user(f"lead{number}@example.org", "x", full_name=f"Lead {number}")
        Membership.objects.create(user=lead, role=Role.DITJEN_LEAD)
        leads.append(lead)
    coordinator = User.objects.create_user("coordinator@example.org", "x", full_name="Coordinator")
    Membership.objects.create(user=coordinator, role=Role.REGIONAL_COORDINATOR, region=Region.objects.get(code="34.04"))
    return leads[0], leads[1], coordinator


def build_world() -> tuple[Cycle, tuple[User, User, User]]:
    """Everything, on an empty migrated database."""
    call_command("load_regions", verbosity=0)
    call_command("load_published", verbosity=0)
    return build_cycle(build_framework()), build_people()
