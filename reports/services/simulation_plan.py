"""What a simulation rests on: which figures of a cycle the framework tried out can take over, and which not and why."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Cycle
from assessments.services.values import previous_values
from indicators.models import AnswerType, Framework
from indicators.scoring import CompiledFramework, FrameworkDefinition, compile_framework
from indicators.scoring.rules import exact_text
from indicators.services.definition import compiled_framework, framework_definition
from indicators.services.mapping import Lineage, Source, lineage
from reports.models import Unasked
from reports.simulation import without

# (region, indicator code) -> quantity of the year before
Previous = Mapping[tuple[int, str], Any]


class Reason(TextChoices):
    """Why an indicator has no figures."""

    NEW = "new", gettext_lazy("New: the cycle did not ask for it.")
    MERGED = "merged", gettext_lazy("Merged from several: there is no one figure to take over.")
    INCOMPARABLE = "incomparable", gettext_lazy("The mapping says that the figures cannot be compared.")
    ANSWER_TYPE = "answer_type", gettext_lazy("It is answered in another way than the indicator it follows.")
    LEVELS = "levels", gettext_lazy("Its rubric does not have all the levels of the indicator it follows.")
    SCALE = "scale", gettext_lazy("Its figure is per another number than that of the indicator it follows.")
    NO_PREVIOUS = "no_previous", gettext_lazy("It measures against the year before, and no region has a figure of that year.")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An indicator of the framework tried out that gets no figures; `sources` are codes of the cycle's framework it follows."""

    code: str
    reason: Reason
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything about the two frameworks that scoring the regions needs.

    `carried`: code in the cycle's framework to the codes of the framework tried out that take its figure.
    """

    framework: Framework
    cycle: Cycle
    way: Lineage
    before: CompiledFramework
    after: CompiledFramework
    codes: Mapping[int, str]
    carried: Mapping[str, tuple[str, ...]]
    left_out: tuple[LeftOut, ...]
    before_previous: Previous
    after_previous: Previous
    digest: str


def read_plan(*, framework: Framework, cycle: Cycle, unasked: str) -> Plan:
    """Read both frameworks and what lies between them; the number of queries does not depend on the regions.

    Raises ValidationError, with the reason in words, when there is nothing to work out.
    """
    way = lineage(framework, cycle.framework)
    if way is None:
        reason = _("“%(framework)s” does not come from “%(older)s”, the framework of this cycle: nothing says which figure answers which indicator.")
        raise ValidationError({"cycle": reason % {"framework": framework.title, "older": cycle.framework.title}})
    before_previous = previous_values(cycle)
    after_previous = before_previous if way.is_identity else previous_values(cycle, framework=framework)
    asked = _asked(framework)
    carried, left_out = _split(asked, cycle, way, {code for _region, code in after_previous})
    if not carried:
        raise ValidationError({"cycle": _("No indicator can take over a figure of this cycle: the mapping calls none of them comparable.")})
    try:
        definition = framework_definition(framework)
        omitted = {row.code for row in left_out} if unasked == Unasked.OMIT else set()
        is_whole = framework.is_adopted and not omitted
        after = compiled_framework(framework) if is_whole else compile_framework(without(definition, omitted))
    except (ValueError, ArithmeticError) as error:
        raise ValidationError({"cycle": _("The draft has a rule that cannot be computed. Mend its faults first.")}) from error
    return Plan(
        framework=framework,
        cycle=cycle,
        way=way,
        before=compiled_framework(cycle.framework),
        after=after,
        codes=dict(cycle.framework.indicators.order_by().values_list("pk", "code")),
        carried=carried,
        left_out=tuple(left_out),
        before_previous=before_previous,
        after_previous=after_previous,
        digest=_digest(definition, way, asked),
    )


def current_digest(framework: Framework, cycle: Cycle) -> str:
    """The fingerprint a simulation of the framework on this cycle would have now; empty when there could be none."""
    way = lineage(framework, cycle.framework)
    try:
        return _digest(framework_definition(framework), way, _asked(framework)) if way else ""
    except (ValueError, ArithmeticError):
        return ""


Asked = list[tuple[str, str, dict[str, Any]]]


def _split(asked: Asked, cycle: Cycle, way: Lineage, with_previous: set[str]) -> tuple[dict[str, tuple[str, ...]], list[LeftOut]]:
    """Which figures go where, and which indicators get none (one query)."""
    older = {code: (answer_type, rule) for code, answer_type, rule in _asked(cycle.framework)}
    carried: dict[str, list[str]] = defaultdict(list)
    left_out: list[LeftOut] = []
    for code, answer_type, rule in asked:
        sources = way.sources.get(code, ())
        reason = _misfit(sources) or _unlike(older[sources[0].code], (answer_type, rule), has_previous=code in with_previous)
        if reason is None:
            carried[sources[0].code].append(code)
        else:
            left_out.append(LeftOut(code, reason, tuple(source.code for source in sources)))
    return {code: tuple(codes) for code, codes in carried.items()}, left_out


def _asked(framework: Framework) -> Asked:
    """Code, answer type and rule of the indicators in order."""
    return list(framework.indicators.order_by("order").values_list("code", "answer_type", "rule"))


def _misfit(sources: tuple[Source, ...]) -> Reason | None:
    """What the mapping has against taking a figure over."""
    if not sources:
        return Reason.NEW
    if len(sources) > 1:
        return Reason.MERGED
    return None if sources[0].is_comparable else Reason.INCOMPARABLE


def _unlike(older: tuple[str, dict[str, Any]], newer: tuple[str, dict[str, Any]], *, has_previous: bool) -> Reason | None:
    """What the two questions have against it. An unchanged question is never unlike itself."""
    if older == newer:
        return None
    (older_type, before), (newer_type, after) = older, newer
    if older_type != newer_type:
        return Reason.ANSWER_TYPE
    if newer_type == AnswerType.LEVEL and not set(before.get("levels", ())) <= set(after.get("levels", ())):
        return Reason.LEVELS
    if newer_type == AnswerType.RATIO and before.get("per", 100) != after.get("per", 100):
        return Reason.SCALE
    if _is_against_previous(after) and not _is_against_previous(before) and not has_previous:
        return Reason.NO_PREVIOUS
    return None


def _is_against_previous(rule: Mapping[str, Any]) -> bool:
    return rule.get("type") == "progress" and rule.get("against") == "previous"


def _digest(definition: FrameworkDefinition, way: Lineage, asked: Asked) -> str:
    """SHA-256 of all that scores depend on; a corrected sentence does not make a simulation old."""
    data = {
        "settings": definition.settings(),
        "addition": definition.addition.code if definition.addition else "",
        "predicates": [[band.code, band.minimum, band.awarded] for band in definition.predicates],
        "gates": [[gate.code, gate.effect] for gate in definition.gates],
        "criteria": [
            [
                criterion.code,
                criterion.weight,
                [
                    [right.code, [[row.code, row.component, row.rule.to_dict(), row.weight, row.may_be_not_applicable] for row in right.indicators]]
                    for right in criterion.rights
                ],
            ]
            for criterion in definition.criteria
        ],
        "answer_types": [[code, answer_type] for code, answer_type, _rule in asked],
        "carried": way.carried,
    }
    return hashlib.sha256(json.dumps(data, sort_keys=True, default=exact_text).encode()).hexdigest()
