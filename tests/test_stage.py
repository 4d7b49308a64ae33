"""The small world that other tests play in."""

from typing import Any

from assessments.services.scores import self_score
from tests.factories import fill


def test_the_filled_stage_scores_as_computed_by_hand(stage: Any) -> None:
    fill(stage.assessment)
    # struktur 10 of 10, proses 30 of 30, hasil 80 % of 60
    assert str(self_score(stage.assessment).raw.normalize()) == "88"
