"""What filters answer, as a report shows it."""

from pathlib import Path

from labbook.report.topic_section import SectionContext, read_figures
from labbook.topics.feature_maps.section_rows import FeatureMapResults, feature_map_results
from labbook.topics.feature_maps.statistics_file import read_feature_map_statistics


def section(context: SectionContext, *, statistics: Path, figures: Path) -> FeatureMapResults:
    """Read both files; raises LabbookError for one that is missing or broken."""
    return feature_map_results(read_feature_map_statistics(statistics), read_figures(figures))
