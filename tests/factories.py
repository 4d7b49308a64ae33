"""Factories of places, people, cycles and assessments; `make_stage` builds a small world out of them."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

import factory
from django.utils import timezone

from accounts.models import Membership, Role, User, WorkUnit
from assessments.models import Answer, Assessment, Assignment, Cycle, CycleState, Evidence, EvidenceFile, Phase, PhaseCode
from indicators.models import Framework
from regions.models import CoverageStatus, Province, Region, RegionalOffice, RegionKind
from regions.models.place import TimeZone
from tests.factories_indicators import small_framework

PASSWORD = "rahasia-uji-123"


class RegionalOfficeFactory(factory.django.DjangoModelFactory[RegionalOffice]):
    """A Kanwil."""

    class Meta:
        model = RegionalOffice
        django_get_or_create = ("name",)

    name = factory.Sequence(lambda n: f"Kanwil {n}")
    coverage_status = CoverageStatus.CONFIRMED


class ProvinceFactory(factory.django.DjangoModelFactory[Province]):
    """A province."""

    class Meta:
        model = Province
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"{11 + n % 80:02d}")
    name = factory.LazyAttribute(lambda o: f"Provinsi {o.code}")
    official_name = factory.LazyAttribute(lambda o: f"Provinsi {o.name}")
    capital = "Ibu Kota"
    bps_code = factory.SelfAttribute("code")
    latitude = Decimal("-7.5")
    longitude = Decimal("110.4")
    time_zone = TimeZone.WIB
    area_km2 = Decimal("3000.5")
    population = 3_000_000
    population_year = 2024
    regional_office = factory.SubFactory(RegionalOfficeFactory)


class RegionFactory(factory.django.DjangoModelFactory[Region]):
    """A kabupaten; its code begins with that of its province."""

    class Meta:
        model = Region
        django_get_or_create = ("code",)

    province = factory.SubFactory(ProvinceFactory)
    code = factory.LazyAttributeSequence(lambda o, n: f"{o.province.code}.{1 + n % 99:02d}")
    name = factory.LazyAttribute(lambda o: f"Daerah {o.code}")
    kind = RegionKind.KABUPATEN
    full_name = factory.LazyAttribute(lambda o: f"{RegionKind(o.kind).label} {o.name}")
    bps_code = factory.LazyAttribute(lambda o: o.code.replace(".", ""))
    latitude = Decimal("-7.5")
    longitude = Decimal("110.4")
    time_zone = factory.SelfAttribute("province.time_zone")
    is_autonomous = True
    area_km2 = Decimal("574.8")
    population = 1_100_000
    population_year = 2024
    kecamatan_count = 17
    kelurahan_count = 0
    desa_count = 86


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A person without any role."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"orang{n}@contoh.go.id")
    full_name = factory.Sequence(lambda n: f"Orang {n}")

    @factory.post_generation
    def password(self: Any, create: bool, extracted: str | None, **kwargs: Any) -> None:
        self.set_password(extracted or PASSWORD)
        self.save()


def person(role: Role, *, office: Any = None, **fields: Any) -> User:
    """A person holding `role` for `office` (a Region, WorkUnit, Province, RegionalOffice, or None for the ministry)."""
    user = UserFactory(**fields)
    places = {Region: "region", Province: "province", RegionalOffice: "regional_office"}
    values: dict[str, Any] = {}
    if isinstance(office, WorkUnit):
        values = {"region": office.region, "work_unit": office}
    elif office is not None:
        values = {places[type(office)]: office}
    Membership.objects.create(user=user, role=role, **values)
    return user


def open_cycle(framework: Framework, *, award_year: int = 2026, phases: tuple[str, ...] = tuple(PhaseCode.values), **fields: Any) -> Cycle:
    """An open cycle without the demand of a signed statement; the phases named hold now, the others are long over."""
    cycle = Cycle.objects.create(
        award_year=award_year,
        data_year=award_year - 1,
        framework=framework,
        **({"state": CycleState.OPEN, "opened_at": timezone.now(), "requires_statement": False} | fields),
    )
    now = timezone.now()
    for code in PhaseCode.values:
        start, end = (-10, 10) if code in phases else (-30, -20)
        Phase.objects.create(cycle=cycle, code=code, starts_at=now + timedelta(days=start), ends_at=now + timedelta(days=end))
    return cycle


def close_phase(cycle: Cycle, *codes: str) -> None:
    """End phases of a cycle an hour ago."""
    cycle.phases.filter(code__in=codes).update(ends_at=timezone.now() - timedelta(hours=1))


def answer(assessment: Assessment, code: str, *, files: int = 1, **value: Any) -> Answer:
    """An answer with a value (``choice="yes"``, ``number=Decimal(80)``, …) and so many pieces of evidence."""
    row = Answer.objects.create(assessment=assessment, indicator=assessment.cycle.framework.indicators.get(code=code), **value)
    for number in range(files):
        Evidence.objects.create(answer=row, file=evidence_file(assessment.region, f"{code}-{number}"))
    return row


def evidence_file(region: Region, name: str = "perda") -> EvidenceFile:
    """A row of a stored file; the file itself is not there."""
    return EvidenceFile.objects.create(
        region=region,
        sha256=f"{abs(hash((region.code, name))):064x}"[-64:],
        size=1234,
        media_type="application/pdf",
        original_name=f"{name}.pdf",
        file=f"evidence/{region.code}/{name}",
    )


def fill(assessment: Assessment, *, choice: str = "yes", level: str = "full", number: Decimal = Decimal(80)) -> list[Answer]:
    """Answer every indicator of the small framework, each with one piece of evidence."""
    values: dict[str, dict[str, Any]] = {"S1": {"choice": choice}, "P1": {"choice": level}, "H1": {"numerator": number, "denominator": Decimal(100)}}
    codes = assessment.cycle.framework.indicators.values_list("code", flat=True)
    rows = [answer(assessment, code, **values[code[-2:]]) for code in codes]
    assessment.answered_count = len(rows)
    assessment.save(update_fields=["answered_count"])
    return rows


def assign(assessment: Assessment, unit: WorkUnit, *codes: str) -> list[Assignment]:
    """Assign indicators (all when none is named) of an assessment to an OPD."""
    indicators = assessment.cycle.framework.indicators.all()
    found = indicators.filter(code__in=codes) if codes else indicators
    return Assignment.objects.bulk_create(Assignment(assessment=assessment, indicator=row, work_unit=unit) for row in found)


@dataclass(slots=True)
class Stage:
    """The small world of `make_stage`."""

    framework: Framework
    cycle: Cycle
    region: Region
    neighbour: Region
    far_region: Region
    assessment: Assessment
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        """People by name: coordinator, contributor, signatory, observer, verifier, far_verifier, reviewer, lead, second_lead, editor, administrator, nobody."""
        try:
            return object.__getattribute__(self, "people")[name]
        except (KeyError, AttributeError):
            raise AttributeError(name) from None


def make_stage() -> Stage:
    """Build it: regions 34.04 (assessed, being filled in) and 34.71 of one Kanwil, 91.03 (WIT) of another; all phases open."""
    office = RegionalOfficeFactory(name="Kanwil Jawa Tengah")
    far_office = RegionalOfficeFactory(name="Kanwil Papua Barat")
    home = ProvinceFactory(code="34", name="Daerah Istimewa Yogyakarta", regional_office=office)
    far = ProvinceFactory(code="91", name="Papua", regional_office=far_office, time_zone=TimeZone.WIT)
    region = RegionFactory(province=home, code="34.04", name="Sleman")
    neighbour = RegionFactory(province=home, code="34.71", name="Yogyakarta", kind=RegionKind.KOTA)
    far_region = RegionFactory(province=far, code="91.03", name="Jayapura")
    cycle = open_cycle(small_framework())
    assessment, *_others = [Assessment.objects.create(cycle=cycle, region=place) for place in (region, neighbour, far_region)]
    unit = WorkUnit.objects.create(region=region, name="Dinas Kesehatan")
    assign(assessment, unit)
    people = {
        "coordinator": person(Role.REGIONAL_COORDINATOR, office=region),
        "contributor": person(Role.OPD_CONTRIBUTOR, office=unit),
        "signatory": person(Role.REGIONAL_SIGNATORY, office=region),
        "far_coordinator": person(Role.REGIONAL_COORDINATOR, office=far_region),
        "observer": person(Role.PROVINCIAL_OBSERVER, office=home),
        "verifier": person(Role.KANWIL_VERIFIER, office=office),
        "far_verifier": person(Role.KANWIL_VERIFIER, office=far_office),
        "reviewer": person(Role.DITJEN_REVIEWER),
        "lead": person(Role.DITJEN_LEAD),
        "second_lead": person(Role.DITJEN_LEAD),
        "editor": person(Role.FRAMEWORK_EDITOR),
        "administrator": person(Role.ADMINISTRATOR, is_staff=True),
        "nobody": UserFactory(),
    }
    return Stage(cycle.framework, cycle, region, neighbour, far_region, assessment, people)
