"""Nothing of the config or of a folder's name is read by the shell that starts a job.

All builds of this folder lie below one with an unusual name, so this is about the config.
"""

import json
import shlex
from itertools import pairwise
from pathlib import Path

HOSTILE = """$(touch hacked) `touch hacked` 'a' "b"; touch hacked & {{lab}} %s {LAST_NAME}"""


def test_what_the_config_says_stays_one_word(new_build, tiny) -> None:
    (lab,) = tiny["labs"].values()
    lab["hand_in"]["subject"] = HOSTILE
    tiny["student"]["first_name"] = "$(touch hacked)"
    build = new_build(tiny)
    said = build.snakemake("--dry-run", "--printshellcmds", "hand_in")
    assert said.returncode == 0, said.stderr
    (command,) = (line for line in said.stdout.splitlines() if " hand_in --lab-plan " in line)
    words = shlex.split(command.removeprefix("Shell command: "))
    options = dict(pairwise(words))
    assert json.loads(options["--settings"])["subject"] == HOSTILE
    assert Path(options["--source"]) == build.project
