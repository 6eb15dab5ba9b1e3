"""What all tests share: child processes find the package, and nothing else of this machine.

Hypothesis tries 200 examples of a test that says nothing else, and 10,000 with
HYPOTHESIS_PROFILE=thorough.
"""

import os
from pathlib import Path

from hypothesis import settings

WORKFLOW = Path(__file__).parents[1] / "workflow"
os.environ["PYTHONPATH"] = str(WORKFLOW)

# Nothing is asserted about elapsed time.
settings.register_profile("ordinary", max_examples=200, deadline=None)
settings.register_profile("thorough", max_examples=10_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ordinary"))
