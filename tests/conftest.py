"""What all tests share: child processes find the package, and nothing else of this machine."""

import os
from pathlib import Path

WORKFLOW = Path(__file__).parents[1] / "workflow"
os.environ["PYTHONPATH"] = str(WORKFLOW)
