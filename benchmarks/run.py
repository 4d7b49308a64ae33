"""`make bench`: builds a year on PostgreSQL, measures, writes `benchmarks/RESULTS.md`.

Needs `BENCH_DATABASE_URL` (default: database ``kkp_bench`` of the local server); the database is
dropped and made again. Every figure is the median of several rounds; the machine should be idle.
"""

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

ROOT = Path(__file__).resolve().parent.parent
URL = os.environ.get("BENCH_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/kkp_bench")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: what, how much, in what unit, and what it may be at most (or at least)."""

    name: str
    value: float
    unit: str
    target: str
    met: bool


def make_database() -> None:
    """Drop and create the benchmark's own database."""
    import psycopg2

    address = urlparse(URL)
    name = address.path.lstrip("/")
    connection = psycopg2.connect(
        host=address.hostname, port=address.port or 5432, user=address.username, password=address.password, dbname="postgres"
    )
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
    connection.close()


def median_ms(work: Callable[[], Any], rounds: int = 15, warm: int = 2) -> float:
    """Median wall time of `work` in milliseconds."""
    for _ in range(warm):
        work()
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times)


def at_most(name: str, value: float, unit: str, limit: float) -> Figure:
    """A figure that should not be larger than `limit`."""
    return Figure(name, value, unit, f"≤ {limit:g} {unit}", value <= limit)


def queries_of(work: Callable[[], Any]) -> int:
    """How many queries `work` makes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def measure_scoring(cycle: Any, lead: Any) -> list[Figure]:
    """A full run with explanations: read, score, write."""
    from jobs.models import Job
    from reports.models import ScoringRun
    from reports.services.scoring import PARTS, compute_run

    def once() -> None:
        sequence = ScoringRun.objects.filter(cycle=cycle).count() + 1
        run = ScoringRun.objects.create(cycle=cycle, sequence=sequence, run_by=lead)
        job = Job.objects.create(kind="scoring_run", payload={"run": run.pk}, state="running", attempts=1)
        compute_run(job)

    seconds = median_ms(once, rounds=5, warm=1) / 1000
    # The writing statements are COPY, which Django does not count.
    statements = queries_of(once) + PARTS
    return [
        at_most("Full scoring run, 514 x 120, with explanations", seconds, "s", 1.0),
        at_most("Full scoring run: statements (the same for any number of regions)", statements, "queries", 60),
    ]


def measure_pages(client: Any) -> list[Figure]:
    """Public pages through Django's test client: server time, queries, bytes before compression."""
    figures = []
    for name, path, limit, query_limit in (
        ("Region page with 120 answers", "/daerah/34.04/", 25, 12),
        ("List of 514 regions", "/daerah/", 40, 12),
        ("Home with the map", "/", 40, 12),
    ):
        figures.append(at_most(name, median_ms(lambda path=path: client.get(path)), "ms", limit))
        figures.append(at_most(f"{name}: queries", queries_of(lambda path=path: client.get(path)), "queries", query_limit))
        figures.append(at_most(f"{name}: size", len(client.get(path).content) / 1000, "KB", 200))
    return figures


# Name, path, who opens it (None: the public).
SIZED_PAGES = (
    ("Home of an announced year", "/?tahun=2019", None),
    ("List found by name", "/daerah/?cari=kab+sleman", None),
    ("Certificate check", "/piagam/", None),
    ("About", "/tentang/", None),
    ("Frameworks", "/kerangka/", None),
    ("Framework with 120 indicators", "/kerangka/ukur-120/", None),
    ("Indicator", "/kerangka/ukur-120/I000/", None),
    ("Runs of a cycle", "/penetapan/2026/", "lead"),
    ("Run with its results", "/penetapan/2026/1/", "lead"),
    ("Region's result in a run", "/penetapan/2026/1/34.04/", "lead"),
    ("Region's workspace", "/kerja/2026/34.04/", "coordinator"),
    ("Answer form", "/kerja/2026/34.04/I000/", "coordinator"),
)


def measure_sizes(people: dict[str, Any]) -> list[Figure]:
    """Bytes before compression of every other main page; one that does not answer is left out and said so."""
    from django.test import Client

    figures = []
    for name, path, person in SIZED_PAGES:
        client = Client(raise_request_exception=False)
        if person:
            client.force_login(people[person], backend="accounts.backends.MemberBackend")
        response = client.get(path)
        if response.status_code != 200:
            sys.stdout.write(f"{name}: {path} answered {response.status_code}, not measured\n")
            continue
        figures.append(at_most(f"{name}: size", len(response.content) / 1000, "KB", 200))
    return figures


def measure_saving(coordinator: Any, framework: Any) -> list[Figure]:
    """Saving one answer through the page (request to response) in a cycle being filled in."""
    from django.test import Client

    from assessments.models import Answer, Assessment, AssessmentState, Cycle

    cycle = Cycle.objects.get(framework=framework)
    assessment = Assessment.objects.get(cycle=cycle, region__code="34.04")
    Assessment.objects.filter(pk=assessment.pk).update(state=AssessmentState.FILLING)
    Cycle.objects.filter(pk=cycle.pk).update(state="open")
    indicator = framework.indicators.filter(answer_type="yes_no").first()
    client = Client()
    client.force_login(coordinator, backend="accounts.backends.MemberBackend")
    path = f"/kerja/{cycle.award_year}/34.04/{indicator.code}/"
    # The form carries the version the person saw; each save makes it one more.
    seen = Answer.objects.values_list("version", flat=True).get(assessment=assessment, indicator=indicator)
    turn = {"n": 0}

    def once() -> None:
        turn["n"] += 1
        form = {"choice": "yes" if turn["n"] % 2 else "no", "note": f"catatan {turn['n']}", "version": seen + turn["n"] - 1}
        response = client.post(path, form)
        if response.status_code != 302 or response["Location"] != path:
            raise RuntimeError(f"saving answered {response.status_code}")

    return [
        at_most("Saving one answer (request to response)", median_ms(once, rounds=61), "ms", 10),
        at_most("Saving one answer: queries", queries_of(once), "queries", 10),
    ]


def measure_certificates() -> list[Figure]:
    """514 certificates by two processes, as two workers of the queue would make them."""
    from reports.models import Certificate, PublishedResult, PublishedYear

    year = PublishedYear.objects.get(award_year=2026)
    existing = set(Certificate.objects.filter(result__year=year).values_list("result_id", flat=True))
    missing = [result for result in PublishedResult.objects.filter(year=year).select_related("region") if result.pk not in existing]
    Certificate.objects.bulk_create(Certificate(result=result, number=f"UKUR-{result.region.code}", token=f"ukur{result.pk}") for result in missing)
    keys = list(Certificate.objects.order_by("pk").values_list("pk", flat=True))
    begin = time.perf_counter()
    workers = [subprocess.Popen([sys.executable, "-m", "benchmarks.certificates", *map(str, keys[half::2])], cwd=ROOT) for half in (0, 1)]
    if any(worker.wait() for worker in workers):
        raise RuntimeError("a certificate worker failed")
    return [at_most(f"{len(keys)} certificates on two workers", time.perf_counter() - begin, "s", 30)]


def write_results(figures: list[Figure], load: float) -> None:
    """Write the table with machine, date and commit."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), platform.machine()
    )
    lines = [
        "# Results of `make bench`",
        "",
        f"- Date: {date.today().isoformat()}",  # noqa: DTZ011 - the day on the bench's own wall
        f"- Commit: {commit}",
        f"- Load average when it began: {load:.1f} (an idle machine has less than 0.3; a busy one makes every figure worse)",
        f"- Machine: {model}, {os.cpu_count()} cores, {platform.system()} {platform.release().split('-')[0]}",
        f"- Python {platform.python_version()}, PostgreSQL; medians, server time without network",
        "",
        "| what | measured | target | |",
        "|---|---:|---:|---|",
    ]
    lines += [
        f"| {figure.name} | {figure.value:,.1f} {figure.unit} | {figure.target} | {'met' if figure.met else '**missed**'} |" for figure in figures
    ]
    (ROOT / "benchmarks" / "RESULTS.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Build, measure, write."""
    load = os.getloadavg()[0]
    make_database()
    os.environ["DATABASE_URL"] = URL
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamcities.settings")
    os.environ["PORTAL_VAR"] = str(ROOT / "var" / "bench")
    os.environ["LOG_LEVEL"] = "WARNING"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import override_settings

    from benchmarks import engine, simulation
    from benchmarks.frameworks import measure_frameworks
    from benchmarks.workbook import measure_workbook
    from benchmarks.workspace import measure_workspace
    from benchmarks.world import build_world
    from reports.models import ScoringRun
    from reports.services import publication
    from reports.services.scoring import approve_run

    call_command("migrate", verbosity=0)
    cycle, (lead, second, coordinator) = build_world()
    with connection.cursor() as cursor:
        # What autovacuum does in an installation: the planner knows how many rows there are.
        cursor.execute("ANALYZE")
    figures = [Figure(**row) for row in engine.run()]
    figures += measure_scoring(cycle, lead)
    figures += [Figure(**row) for row in simulation.run(cycle, lead)]
    run = approve_run(run=ScoringRun.objects.filter(cycle=cycle).latest("sequence"), by=second)
    publication.queue_certificates = lambda **_: 0
    publication.publish_run(run=run, decree=publication.Decree("UKUR-1", date(2026, 11, 14), "Nama", "Menteri"), by=lead)
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        figures += measure_pages(Client())
        figures += measure_sizes({"lead": lead, "coordinator": coordinator})
        figures += measure_saving(coordinator, cycle.framework)
        figures += measure_workspace(coordinator, cycle)
        figures += measure_workbook(coordinator, cycle)
        figures += measure_frameworks()
    figures += measure_certificates()
    write_results(figures, load)
    for figure in figures:
        sys.stdout.write(f"{figure.name}: {figure.value:,.1f} {figure.unit} ({figure.target}) {'met' if figure.met else 'MISSED'}\n")


if __name__ == "__main__":
    main()
