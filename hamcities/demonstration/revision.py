"""A draft in the workshop, as an editor would have left it: some changes, an ending, a question, a simulation."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db import transaction

from accounts.models import User
from assessments.models import Cycle
from indicators.catalogue import IndicatorEntry
from indicators.models import Framework
from indicators.services.drafts import draft_from
from indicators.services.workshop import digest
from indicators.services.workshop_comments import add_comment
from indicators.services.workshop_indicator import change_indicator, end_indicator, indicator_state
from reports.models import Unasked
from reports.services.simulation import start_simulation

CODE = "rancangan-contoh"
TITLE = {"id": "Rancangan revisi (contoh)", "en": "Draft revision (example)"}
Change = Callable[[IndicatorEntry], IndicatorEntry]


def _rule(**values: Any) -> Change:
    return lambda entry: replace(entry, rule={**entry.rule, **values})


# What the draft asks otherwise, by indicator.
CHANGES: tuple[tuple[str, Change], ...] = (
    ("KS-H2", _rule(zero_at="30", full_at="5")),
    ("PD-H1", lambda entry: replace(entry, weight=entry.weight * 2)),
    ("KP-H1", _rule(zero_at="80")),
    ("IN-H1", lambda entry: replace(entry, evidence_valid_years=0)),
    ("PK-P2", lambda entry: replace(entry, usual_work_unit="Dinas Tenaga Kerja dan Dinas Sosial")),
)
ENDED, REASON = (
    "IN-P4",
    {
        "id": "Ketersediaan data terbuka sudah terlihat dari indikator publikasi informasi (contoh).",
        "en": "Open data already show in the indicator on publication (example).",
    },
)
COMMENT = "Apakah batas 5 persen untuk nilai penuh dapat dicapai daerah dengan prevalensi tinggi? Lihat simulasi (contoh)."


@transaction.atomic
def create_revision(*, base: Framework, cycle: Cycle, people: dict[str, User]) -> Framework:
    """Draft a revision of `base` through the workshop's own services and simulate it on `cycle`; the worker computes it."""
    editor = people["kerangka"]
    draft = draft_from(base=base, code=CODE, title=TITLE, by=editor)
    for code, change in CHANGES:
        indicator = draft.indicators.filter(code=code).first()
        if indicator is not None:
            state = indicator_state(indicator)
            change_indicator(framework=draft, code=code, state=replace(state, entry=change(state.entry)), seen=digest(state), by=editor)
    if draft.indicators.filter(code=ENDED).exists():
        end_indicator(framework=draft, code=ENDED, reason=REASON, by=editor)
    if draft.indicators.filter(code=CHANGES[0][0]).exists():
        add_comment(framework=draft, code=CHANGES[0][0], text=COMMENT, by=people["pimpinan"])
    start_simulation(framework=draft, cycle=cycle, unasked=Unasked.OMIT, by=editor)
    return draft
