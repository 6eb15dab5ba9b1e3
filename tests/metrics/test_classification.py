import numpy as np

from labbook.artifacts.spec import Task
from labbook.metrics.classification import count_correct, majority_answer, predicted_classes


def test_one_column_is_cut_above_one_half():
    probabilities = np.array([[0.2], [0.5], [0.50001], [1.7]], dtype=np.float32)
    assert predicted_classes(probabilities).tolist() == [0, 0, 1, 1]


def test_several_columns_give_the_first_of_the_likeliest():
    probabilities = np.array([[0.1, 0.9, 0.0], [0.4, 0.2, 0.4]], dtype=np.float32)
    assert predicted_classes(probabilities).tolist() == [1, 0]


def test_correct_answers_are_counted():
    probabilities = np.array([[0.1, 0.9], [0.4, 0.6], [0.8, 0.2]], dtype=np.float32)
    assert count_correct(probabilities, np.array([1, 0, 0], dtype=np.uint8)) == 2


def test_majority_is_worded_by_the_task():
    labels = np.array([0, 0, 0, 1], dtype=np.uint8)
    task = Task("one_against_rest", 7)
    assert majority_answer(labels, task).label == "not 7"
    assert majority_answer(labels, task).accuracy == 0.75
    assert majority_answer(1 - labels, task).label == "7"
    assert majority_answer(labels, Task("multiclass")).label == "0"


def test_of_equally_common_classes_the_smallest_is_the_majority():
    labels = np.array([3, 1, 3, 1], dtype=np.uint8)
    assert majority_answer(labels, Task("multiclass")).label == "1"


def test_majority_is_called_by_the_names_of_the_classes():
    labels = np.array([0, 0, 0, 1], dtype=np.uint8)
    names = ("Shirt", "Trouser").__getitem__
    assert majority_answer(labels, Task("one_against_rest", 1), names).label == "not Trouser"
    assert majority_answer(labels, Task("multiclass"), names).label == "Shirt"
