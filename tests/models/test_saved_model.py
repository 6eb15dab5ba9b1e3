"""A run of Keras gives back its network; docs/predicting.md says how."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from labbook.artifacts.json_file import write_json
from labbook.artifacts.weights import write_weights
from labbook.errors import LabbookError
from labbook.models import mlp
from labbook.models.saved_model import load_model
from numpy_spec import ALL_DIGITS
from real_build import ROOT


def test_the_lines_of_the_document_do_as_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = replace(ALL_DIGITS, engine="keras")
    run = tmp_path / "results/runs/lab3_keras/optimizers/example"
    run.mkdir(parents=True)
    trained = mlp.build(spec, (28, 28))
    write_json(run / "spec.json", spec.to_dict())
    write_weights(run / "weights.npz", trained.get_weights())
    text = (ROOT / "docs/predicting.md").read_text(encoding="utf-8")
    lines = re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)[-1]
    images = np.random.default_rng(0).integers(0, 256, (20, 28, 28)).astype(np.uint8)
    monkeypatch.chdir(tmp_path)
    known = {"images": images}
    exec(lines.replace("<name>", "example"), known)
    np.testing.assert_allclose(known["probabilities"], trained.predict(images / 255), atol=1e-6)

    with pytest.raises(LabbookError, match="does not hold the weights of the network"):
        load_model(run, (14, 14))
    write_json(run / "spec.json", ALL_DIGITS.to_dict())
    with pytest.raises(LabbookError, match='engine "numpy"; this loads runs of "keras"'):
        load_model(run, (28, 28))
