"""Load provinces, kabupaten/kota and Kanwil from the project's data files: all rows or none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from regions.models import Province, Region, RegionalOffice
from regions.register import DATA, Register, Row, read_register


class RegionDataError(Exception):
    """The files cannot be loaded; `faults` name file, line and reason."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(slots=True)
class Loaded:
    """What a load wrote; `strangers` are regions of the database that no file names (they are left alone)."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    strangers: list[str] = field(default_factory=list)


@transaction.atomic
def load_regions(*, path: Path = DATA) -> Loaded:
    """Write the files of a folder into the database; running it again changes nothing that is the same.

    Which Kanwil serves a province is taken from kanwil.csv once, when the province is first loaded. From then on offices
    and their coverage belong to the administrators, because the sources leave some of it unknown
    (regions/data/SOURCES.md, part 2): a later load neither adds, renames nor reassigns an office.

    Raises `RegionDataError` with every fault and writes nothing.
    """
    register = read_register(path)
    if register.faults:
        raise RegionDataError(register.faults)
    loaded = Loaded()
    known = set(Province.objects.values_list("code", flat=True))
    _write(Province, register.provinces, loaded)
    provinces = {province.code: province for province in Province.objects.all()}
    for row in register.regions.values():
        row.values["province_id"] = provinces[row.province].pk
    _write(Region, register.regions, loaded)
    _cover(register, {code: province for code, province in provinces.items() if code not in known}, loaded)
    loaded.strangers = sorted(set(Region.objects.values_list("code", flat=True)) - set(register.regions))
    return loaded


def _write[Place: (Province, Region)](model: type[Place], rows: Mapping[str, Row], loaded: Loaded) -> None:
    present = {place.code: place for place in model.objects.all()}
    new, changed = [], []
    for code, row in rows.items():
        place = present.get(code)
        if place is None:
            new.append(model(**row.values))
        elif any(getattr(place, name) != value for name, value in row.values.items()):
            for name, value in row.values.items():
                setattr(place, name, value)
            changed.append(place)
        else:
            loaded.unchanged += 1
    model.objects.bulk_create(new)
    if changed:
        names = [name.removesuffix("_id") for name in next(iter(rows.values())).values if name != "code"]
        model.objects.bulk_update(changed, names)
    loaded.created += len(new)
    loaded.changed += len(changed)


def _cover(register: Register, new_provinces: dict[str, Province], loaded: Loaded) -> None:
    for row in register.offices:
        served = [new_provinces[code] for code in row.provinces if code in new_provinces]
        if not served:
            continue
        office, is_new = RegionalOffice.objects.get_or_create(name=row.name, defaults=row.values)
        loaded.created += is_new
        Province.objects.filter(pk__in=[province.pk for province in served]).update(regional_office=office)
