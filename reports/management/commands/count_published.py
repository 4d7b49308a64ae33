"""`manage.py count_published`: national figures that published years do not have yet."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from reports.models import PublishedYear
from reports.services.group_statistics import count_earlier_year


class Command(BaseCommand):
    """Count what regions earned in each indicator, right, provision and group of a lens; may be run again without harm."""

    help = "Count the national figures that published years do not have yet."

    def handle(self, *args: Any, **options: Any) -> None:
        """Count year by year and say how many groups were written."""
        for year in PublishedYear.objects.filter(is_complete=True).order_by("award_year"):
            self.stdout.write(_("%(year)s: %(count)s groups") % {"year": year, "count": count_earlier_year(year)})
