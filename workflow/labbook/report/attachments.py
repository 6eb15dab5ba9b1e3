"""What a PDF carries: the config it was built from, its numbers and statements, and a manifest."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import yaml
from weasyprint import Attachment

from labbook.artifacts.json_file import json_text

# The same for the same content, whenever it was made.
DATE = datetime(1980, 1, 1, tzinfo=UTC)


def attachments(config: Path, metrics: Path, findings: Path) -> list[Attachment]:
    """config.yaml, metrics.csv, findings.json, and manifest.json with their checksums.

    `config`: the lab's config as JSON. metrics.csv has the key of each run. Raises OSError if a
    file cannot be read.
    """
    text = yaml.safe_dump(json.loads(config.read_bytes()), allow_unicode=True, sort_keys=False)
    contents = {
        "config.yaml": text.encode(),
        "metrics.csv": metrics.read_bytes(),
        "findings.json": findings.read_bytes(),
    }
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    contents["manifest.json"] = json_text({"sha256": sums}).encode()
    return [
        Attachment(
            string=content,
            name=name,
            created=DATE,
            modified=DATE,
            # As ISO 19005-3 calls what a document was made of, and what its figures show.
            relationship="Source" if name == "config.yaml" else "Data",
        )
        for name, content in contents.items()
    ]
