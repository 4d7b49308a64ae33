"""Reading and checking the YAML files of instruments and frameworks.

Knows nothing of the database: files in, dataclasses and faults out. Every fault names its file and line.
"""

from indicators.catalogue.checks import check_framework
from indicators.catalogue.faults import Fault, Faults, FaultyCatalogueError
from indicators.catalogue.framework_file import read_framework, read_framework_text
from indicators.catalogue.instrument_file import read_instruments
from indicators.catalogue.lesson_file import LessonEntry, read_lessons
from indicators.catalogue.link_check import Predecessors, check_links
from indicators.catalogue.shapes import (
    BandEntry,
    CriterionEntry,
    FrameworkEntry,
    GateEntry,
    IndicatorEntry,
    InstrumentEntry,
    LinkEntry,
    Place,
    ProvisionEntry,
    Reference,
    RightEntry,
)
from indicators.catalogue.text_check import missing_texts
from indicators.catalogue.writer import framework_yaml

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
    "LessonEntry",
    "LinkEntry",
    "Place",
    "Predecessors",
    "ProvisionEntry",
    "Reference",
    "RightEntry",
    "check_framework",
    "check_links",
    "framework_yaml",
    "missing_texts",
    "read_framework",
    "read_framework_text",
    "read_instruments",
    "read_lessons",
]
