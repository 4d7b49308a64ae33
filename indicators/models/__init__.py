"""What is asked and why: legal instruments, frameworks, rights, indicators."""

from indicators.models.framework import Criterion, Framework, FrameworkState, Gate, GateEffect, PredicateBand, Right, RightGroup
from indicators.models.indicator import AnswerType, Indicator, IndicatorKind
from indicators.models.law import Instrument, LegalRoot, Provision

__all__ = [
    "AnswerType",
    "Criterion",
    "Framework",
    "FrameworkState",
    "Gate",
    "GateEffect",
    "Indicator",
    "IndicatorKind",
    "Instrument",
    "LegalRoot",
    "PredicateBand",
    "Provision",
    "Right",
    "RightGroup",
]
