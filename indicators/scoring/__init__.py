"""The scoring engine: plain Python, exact arithmetic, no Django.

One engine serves the live self score, the official run, the simulation of a draft and every explanation.
"""

from indicators.scoring.compiled import CompiledFramework, compile_framework
from indicators.scoring.definition import (
    AdditionDefinition,
    Component,
    CriterionDefinition,
    FrameworkDefinition,
    GateDefinition,
    IndicatorDefinition,
    PredicateDefinition,
    RightDefinition,
)
from indicators.scoring.engine import ScoreResult, score
from indicators.scoring.explanation import Difference, Gain, biggest_gains, compare
from indicators.scoring.faults import Fault, RuleError
from indicators.scoring.ranking import rank
from indicators.scoring.rules import Rule, rule_faults, rule_from_dict
from indicators.scoring.tree import ScoreNode, displayed
from indicators.scoring.values import AnswerValue

__all__ = [
    "AdditionDefinition",
    "AnswerValue",
    "CompiledFramework",
    "Component",
    "CriterionDefinition",
    "Difference",
    "Fault",
    "FrameworkDefinition",
    "Gain",
    "GateDefinition",
    "IndicatorDefinition",
    "PredicateDefinition",
    "RightDefinition",
    "Rule",
    "RuleError",
    "ScoreNode",
    "ScoreResult",
    "biggest_gains",
    "compare",
    "compile_framework",
    "displayed",
    "rank",
    "rule_faults",
    "rule_from_dict",
    "score",
]
