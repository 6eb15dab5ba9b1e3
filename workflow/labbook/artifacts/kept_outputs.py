"""The outputs of a stage's last job, kept beside its receipt.

Snakemake removes the outputs of a job before it runs. So a job that finds that it would make the
same again needs a copy of them.
"""

from pathlib import Path

from labbook.artifacts.atomic import write_bytes
from labbook.artifacts.checksum import sha256_file
from labbook.artifacts.receipt import Receipt


def keep(receipt: Path, outputs: list[str]) -> None:
    """Copy the outputs of the job whose receipt is to lie at `receipt`."""
    for output in outputs:
        write_bytes(_kept(receipt, output), Path(output).read_bytes())


def restore(path: Path, receipt: Receipt) -> bool:
    """Put back what the job of `receipt`, which lies at `path`, left; False if it was not kept."""
    kept = {_kept(path, output): sha256 for output, sha256 in receipt.outputs.items()}
    if not all(file.is_file() and sha256_file(file) == sha256 for file, sha256 in kept.items()):
        return False
    for output in receipt.outputs:
        write_bytes(Path(output), _kept(path, output).read_bytes())
    return True


def _kept(receipt: Path, output: str) -> Path:
    return receipt.with_name(f"{receipt.name.partition('.')[0]}.kept") / Path(output).name
