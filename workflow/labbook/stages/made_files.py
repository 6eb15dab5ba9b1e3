"""List the files that the stages of a lab write, for the hand-in."""

from collections.abc import Sequence

from labbook.artifacts.lab_plan import MadeFiles
from labbook.stages.job import StageJob


def made_files(jobs: Sequence[StageJob], lab: str) -> MadeFiles:
    """The receipts of all stages of a lab, and the files of the archive."""
    of_lab = [job for job in jobs if job.fields.get("lab") == lab]
    return MadeFiles(
        receipts=[job.receipt_path for job in of_lab],
        handed_in={
            place.format(**job.fields): job.stage.outputs[name].format(**job.fields)
            for job in of_lab
            for name, place in job.stage.handed_in.items()
        },
    )
