"""`python -m hamcities.launcher`: the whole portal on this machine, until Ctrl-C."""

import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

import django

from hamcities.launcher.checks import CannotStartError, check_port, only_one, wanted_port
from hamcities.launcher.preparation import prepare
from hamcities.launcher.processes import Child, GivenUpError, Household
from hamcities.launcher.redis_server import remove_socket_folder, start_redis

WEB_SECONDS = 60.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PYTHON = sys.executable
ROOT = Path(__file__).resolve().parent.parent.parent
WORKER = (
    *(PYTHON, "-m", "celery", "-A", "hamcities", "worker", "--beat", "--concurrency", "2", "--loglevel", "INFO"),
    *("--without-gossip", "--without-mingle", "--without-heartbeat"),
)
# Without a broker there is nobody to hand work to; what goes by the clock is then done by beat itself (decision 0026).
CLOCK = (PYTHON, "-m", "celery", "-A", "hamcities", "beat", "--pidfile", "", "--loglevel", "INFO")


class StopError(KeyboardInterrupt):
    """Raised by the signal of somebody who wants the portal to stop."""


def say(text: str) -> None:
    """Print a line at once, also into a pipe."""
    print(text, flush=True)  # noqa: T201 - this is a program for the terminal


def _stop_on_signal(number: int, frame: FrameType | None) -> NoReturn:
    for stop in STOP_SIGNALS:
        signal.signal(stop, signal.SIG_IGN)
    raise StopError(signal.Signals(number).name)


def _web(port: int) -> list[str]:
    options = ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--timeout", "120", "--graceful-timeout", "5", "--no-control-socket"]
    return [PYTHON, "-m", "gunicorn", "hamcities.wsgi:application", "--bind", f"127.0.0.1:{port}", *options]


def by_the_clock(environment: Mapping[str, str]) -> tuple[str, Sequence[str]]:
    """Name and command of the program that does what is due: a worker with its clock, or the clock alone without a broker."""
    return ("worker", WORKER) if environment.get("CELERY_BROKER_URL") else ("beat", CLOCK)


def _answers(address: str) -> bool:
    with suppress(urllib.error.URLError, OSError), urllib.request.urlopen(f"{address}/sehat/", timeout=5) as response:  # noqa: S310 - our own address
        return response.status == 200  # noqa: PLR2004
    return False


def _introduce(address: str, *, private_worker: bool) -> None:
    """Print where the portal is and who may sign in."""
    from django.conf import settings
    from django.utils import translation

    from hamcities.demonstration.people import ACCOUNTS

    width = max(len(account.email) for account in ACCOUNTS)
    say(f"\nThe portal is ready: {address}/\n")
    say(f"Demonstration accounts; the password of all of them is  {settings.PORTAL_DEMO_PASSWORD}\n")
    with translation.override("en"):
        for account in ACCOUNTS:
            say(f"  {account.email:<{width}}  {account.role.label}: {account.full_name}")
    if settings.CELERY_TASK_ALWAYS_EAGER:
        say("\nThere is no redis-server here, so long work runs in the web process; the pages say so.")
    elif private_worker:
        say("\nLong work runs in a Celery worker over a private Redis. Last year's certificates are being made there now.")
    say(f"Logs: {settings.VAR_DIR / 'log'}")
    say("Stop with Ctrl-C.\n")


def _run(household: Household, port: int, var: Path) -> NoReturn:
    address = f"http://127.0.0.1:{port}"
    environment = os.environ
    environment.setdefault("PORTAL_PUBLIC_URL", address)
    environment.setdefault("LOG_LEVEL", "WARNING")
    own_redis: str | None = None
    try:
        if not environment.get("CELERY_BROKER_URL"):
            own_redis = start_redis(household, var / "run", environment)
            if own_redis:
                environment["CELERY_BROKER_URL"] = own_redis
        django.setup()
        prepare(say)
        household.start(*by_the_clock(environment), environment)
        web: Child = household.start("web", _web(port), environment)
        household.wait_for(web, lambda: _answers(address), WEB_SECONDS)
        _introduce(address, private_worker=own_redis is not None)
        while True:
            time.sleep(0.5)
            household.look_after()
    finally:
        for stop in STOP_SIGNALS:
            signal.signal(stop, signal.SIG_IGN)
        household.stop()
        remove_socket_folder(own_redis)


def main() -> int:
    """Start, wait, stop. Returns 0 after Ctrl-C, 1 when something is in the way."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamcities.settings")
    for stop in STOP_SIGNALS:
        signal.signal(stop, _stop_on_signal)
    # Not from the settings: they are read once, and Redis has to run before that.
    var = Path(os.environ.get("PORTAL_VAR") or ROOT / "var").resolve()
    try:
        port = wanted_port(os.environ.get("PORT", "8000"))
        with only_one(var):
            check_port(port)
            _run(Household(var / "log", say), port, var)
    except StopError:
        say("Stopped.")
        return 0
    except (CannotStartError, GivenUpError) as error:
        say(str(error))
        return 1


if __name__ == "__main__":
    sys.exit(main())
