"""Reading and checking the YAML files of instruments and frameworks.

Knows nothing of the database: files in, dataclasses and faults out. Every fault names its file and line.
"""

from indicators.catalogue.faults import Fault, Faults, FaultyCatalogueError
from indicators.catalogue.framework_file import read_framework
from indicators.catalogue.instrument_file import read_instruments
from indicators.catalogue.shapes import (
    BandEntry,
    CriterionEntry,
    FrameworkEntry,
    GateEntry,
    IndicatorEntry,
    InstrumentEntry,
    ProvisionEntry,
    Reference,
    RightEntry,
)

__all__ = [
    "BandEntry",
    "CriterionEntry",
    "Fault",
    "Faults",
    "FaultyCatalogueError",
    "FrameworkEntry",
    "GateEntry",
    "IndicatorEntry",
    "InstrumentEntry",
    "ProvisionEntry",
    "Reference",
    "RightEntry",
    "read_framework",
    "read_instruments",
]
