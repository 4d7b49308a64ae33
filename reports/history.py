"""What the public record knows of one region. Only published tables are read."""

from dataclasses import dataclass

from regions.models import Region
from reports.models import PublishedResult, PublishedYear


@dataclass(frozen=True, slots=True)
class RegionHistory:
    """A region's published results, newest first, and the years about which the register says nothing of it."""

    region: Region
    results: list[PublishedResult]
    silent_years: list[PublishedYear]
    latest: PublishedResult | None

    @property
    def awards(self) -> int:
        """How many times the region was awarded, as far as the register knows; invented results do not count."""
        return sum(result.is_awarded for result in self.results if not result.year.is_demonstration)

    @property
    def unheld_years(self) -> list[PublishedYear]:
        """Years without an assessment anywhere."""
        return [year for year in self.silent_years if not year.was_held]

    @property
    def unknown_years(self) -> list[PublishedYear]:
        """Years for which no announcement about the region was found."""
        return [year for year in self.silent_years if year.was_held]

    @property
    def unknown_words(self) -> str:
        """Those years as words: ``2014, 2015, 2018``."""
        return ", ".join(str(year.award_year) for year in self.unknown_years)

    @property
    def is_demonstration(self) -> bool:
        """Whether any of the results was invented."""
        return any(result.year.is_demonstration for result in self.results)

    @property
    def has_announcements(self) -> bool:
        """Whether any of the results was collected from announcements."""
        return any(result.source for result in self.results)


def read_history(region: Region) -> RegionHistory:
    """Read a region's published results: three queries, one of them for the newest that can be taken apart."""
    rows = PublishedResult.objects.filter(region=region).select_related("year__publication", "certificate").defer("explanation", "answers")
    results = list(rows.order_by("-year__award_year"))
    known = {result.year_id for result in results}
    silent = [year for year in PublishedYear.objects.order_by("award_year") if year.pk not in known]
    newest = next((result for result in results if result.raw is not None), None)
    if newest is not None:
        newest.explanation, newest.answers = PublishedResult.objects.values_list("explanation", "answers").get(pk=newest.pk)
    return RegionHistory(region, results, silent, newest)
