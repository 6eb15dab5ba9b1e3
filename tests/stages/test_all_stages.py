"""What a stage declares agrees with what waits for it."""

from labbook.planning.plan_files import search_path
from labbook.stages.all_stages import all_stages, dataset_files
from labbook.topics.registry import topics
from made_up_dataset import made_up_dataset


def test_what_a_training_waits_for_is_made_before_other_trainings() -> None:
    images = made_up_dataset()
    place = {"dataset": images.name, "lab": "lab", "experiment": "search"}
    read = {*dataset_files([images]).values(), search_path("lab", "search")}
    made = {
        file.format(**place)
        for stage in all_stages(topics(), {images.name})
        if stage.leads_to_trainings
        for file in stage.outputs.values()
    }
    assert read <= made
