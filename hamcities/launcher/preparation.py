"""The data of the demonstration, brought up to date; a second time this takes a few seconds."""

import time

from django.core.management import CommandError, call_command
from django.db import connections

from hamcities.launcher.checks import CannotStartError
from hamcities.launcher.processes import Say

STEPS = (
    ("Database", "migrate"),
    ("Regions, provinces and Kanwil", "load_regions"),
    ("Legal instruments and frameworks", "load_catalogue"),
    ("Lessons of the rights", "load_lessons"),
    ("Published results of 2013-2022", "load_published"),
    ("Demonstration: accounts and two cycles (the first time about half a minute)", "create_demonstration"),
)


def prepare(say: Say) -> None:
    """Run the steps in order; each may run again without harm. Raises `CannotStartError` when one refuses."""
    for title, command in STEPS:
        say(f"{title} ...")
        start = time.monotonic()
        try:
            call_command(command, verbosity=0) if command == "migrate" else call_command(command)
        except CommandError as error:
            raise CannotStartError(f"{error}\nIf these data are of an older version, throw them away and begin anew: make forget demo") from error
        say(f"    {time.monotonic() - start:.1f} s")
    connections.close_all()
