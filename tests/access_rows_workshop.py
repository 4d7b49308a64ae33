"""Rows of the workshop: drafts of a framework and what they would change."""

from typing import Any

from tests.access_rows import LEADS, SCORING, Row, public

DRAFT = {"code": "rancangan"}
OF_DRAFT = DRAFT | {"indicator": "INFORMASI-S1"}
EDITOR = frozenset({"editor"})
WORKSHOP_READERS = EDITOR | SCORING


def of_draft(name: str, *, kwargs: dict[str, Any] | None = None, **values: Any) -> Row:
    """A page that changes the draft: the editor's."""
    return Row(name, EDITOR, DRAFT | (kwargs or {}), scene="drafted", **values)


WORKSHOP = [
    Row("workshop:drafts", may=WORKSHOP_READERS, act=EDITOR, post=422, data={"code": "x"}, scene="drafted"),
    Row("workshop:draft", may=WORKSHOP_READERS, kwargs=DRAFT, scene="drafted"),
    Row("workshop:mapping", may=WORKSHOP_READERS, kwargs=DRAFT, scene="drafted"),
    Row("workshop:history", may=WORKSHOP_READERS, kwargs=DRAFT, scene="drafted"),
    Row("workshop:difference", may=WORKSHOP_READERS, kwargs=DRAFT, scene="drafted"),
    Row("workshop:export", may=WORKSHOP_READERS, kwargs=DRAFT, scene="drafted"),
    of_draft("workshop:settings", post=422, data={"cap": "x"}),
    of_draft("workshop:criterion", kwargs={"criterion": "informasi"}, post=422, data={"weight": "x"}),
    of_draft("workshop:right", kwargs={"right": "informasi"}, post=422, data={"group": "x"}),
    of_draft("workshop:move", kwargs={"indicator": "INFORMASI-S1"}, get=None, post=302, data={"direction": "down"}),
    Row("workshop:indicator", may=WORKSHOP_READERS, act=EDITOR, kwargs=OF_DRAFT, post=422, data={"weight": "x"}, scene="drafted"),
    of_draft("workshop:indicator_check", kwargs={"indicator": "INFORMASI-S1"}, get=None, post=200, data={"weight": "x"}),
    of_draft("workshop:indicator_new", post=422, data={"right": "x"}),
    of_draft("workshop:indicator_end", kwargs={"indicator": "INFORMASI-S1"}, post=422, data={"reason_id": "x"}),
    of_draft("workshop:indicator_restore", kwargs={"predecessor": "INFORMASI-S1"}, get=None, post=302),
    Row("workshop:indicator_comment", may=WORKSHOP_READERS, kwargs=OF_DRAFT, get=None, post=422, data={"text": "x" * 4001}, scene="drafted"),
    Row("workshop:indicator_comment_settle", WORKSHOP_READERS, OF_DRAFT | {"comment": "comment"}, get=None, post=302, scene="drafted"),
    of_draft("workshop:mapped", kwargs={"predecessor": "INFORMASI-S1"}, post=422, data={"successors": "x"}),
    of_draft("workshop:import", post=422, data={"text": "x: y"}),
    of_draft("workshop:adopt", post=422, data={"regulation": "x"}),
    of_draft("workshop:discard", post=422, data={"code": "x"}),
    public("workshop:download", kwargs={"code": "kecil"}),
]
SIMULATING = LEADS | {"editor"}
SIMULATION = {"code": "kecil", "pk": "simulation"}
SIMULATIONS = [
    Row("reports:simulations", may=SIMULATING, kwargs={"code": "kecil"}, post=422, data={"cycle": "x"}),
    Row("reports:simulation", may=SIMULATING, kwargs=SIMULATION, scene="simulated"),
    Row("reports:simulation_download", may=SIMULATING, kwargs=SIMULATION, scene="simulated"),
    Row("reports:simulation_csv", may=SIMULATING, kwargs=SIMULATION, scene="simulated"),
    Row("reports:simulation_region", may=SIMULATING, kwargs=SIMULATION | {"region": "34.04"}, scene="simulated"),
]
