"""What is asked and why: legal instruments, frameworks, rights, indicators; the workshop's memory."""

from indicators.models.framework import Criterion, Framework, FrameworkState, Gate, GateEffect, PredicateBand, Right, RightGroup
from indicators.models.indicator import AnswerType, Decider, Indicator, IndicatorKind
from indicators.models.law import Instrument, LegalRoot, Provision
from indicators.models.lesson import Lesson, LessonAction, LessonPassed, LessonVersion
from indicators.models.link import IndicatorLink
from indicators.models.workshop import ChangeAction, ChangedPart, FrameworkChange, IndicatorComment

__all__ = [
    "AnswerType",
    "ChangeAction",
    "ChangedPart",
    "Criterion",
    "Decider",
    "Framework",
    "FrameworkChange",
    "FrameworkState",
    "Gate",
    "GateEffect",
    "Indicator",
    "IndicatorComment",
    "IndicatorKind",
    "IndicatorLink",
    "Instrument",
    "LegalRoot",
    "Lesson",
    "LessonAction",
    "LessonPassed",
    "LessonVersion",
    "PredicateBand",
    "Provision",
    "Right",
    "RightGroup",
]
