"""`manage.py create_demonstration`: accounts, two demonstration cycles for all regions, a draft of the next framework."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments.models import Cycle
from hamcities.demonstration.commitment import create_commitments
from hamcities.demonstration.cycles import create_midflight_cycle, create_published_cycle
from hamcities.demonstration.division import create_division
from hamcities.demonstration.documents import create_documents
from hamcities.demonstration.figures import create_figures
from hamcities.demonstration.last_year import create_remarks
from hamcities.demonstration.monitoring import create_coordinators
from hamcities.demonstration.notices import create_notices
from hamcities.demonstration.people import create_people
from hamcities.demonstration.practice import create_practice
from hamcities.demonstration.revision import CODE, create_revision
from hamcities.demonstration.statement import create_second_submission
from indicators.models import Framework, FrameworkState
from regions.models import Region


class Command(BaseCommand):
    """Create what is missing; running it again changes nothing."""

    help = "Create the demonstration: accounts, last year's published cycle, this year's in mid-flight, a draft framework."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Choose the framework."""
        parser.add_argument("--framework", default="revisi-2026")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create accounts and cycles; refuse in an installation that has real cycles."""
        if Cycle.objects.counting().filter(is_demonstration=False).exists():
            raise CommandError("This installation has real cycles; a demonstration does not belong beside them.")
        if not Region.objects.exists():
            raise CommandError("Load the regions first: manage.py load_regions")
        framework = Framework.objects.filter(code=options["framework"], state=FrameworkState.ADOPTED).first()
        if framework is None:
            raise CommandError(f"No adopted framework {options['framework']!r}. Load it first: manage.py load_catalogue")
        people = create_people()
        create_coordinators()
        this_year = timezone.localdate().year
        if not Cycle.objects.filter(award_year=this_year - 1).exists():
            create_published_cycle(award_year=this_year - 1, framework=framework, people=people)
            self.stdout.write(f"KKP HAM {this_year - 1}: published (demonstration).")
        if not Cycle.objects.filter(award_year=this_year).exists():
            create_midflight_cycle(award_year=this_year, framework=framework, people=people)
            self.stdout.write(f"KKP HAM {this_year}: in mid-flight (demonstration).")
        create_division(cycle=Cycle.objects.get(award_year=this_year), people=people)
        create_second_submission(cycle=Cycle.objects.get(award_year=this_year), people=people)
        create_documents(cycle=Cycle.objects.get(award_year=this_year), people=people)
        create_notices(cycle=Cycle.objects.get(award_year=this_year), people=people)
        if not Framework.objects.filter(code=CODE).exists():
            create_revision(base=framework, cycle=Cycle.objects.get(award_year=this_year - 1), people=people)
            self.stdout.write(f"{CODE}: a draft in the workshop (demonstration).")
        create_remarks(cycle=Cycle.objects.get(award_year=this_year - 1), people=people)
        create_figures(cycle=Cycle.objects.get(award_year=this_year), people=people)
        create_practice(framework=framework, people=people)
        create_commitments(cycle=Cycle.objects.get(award_year=this_year - 1), people=people)
        self.stdout.write("The demonstration is complete.")
