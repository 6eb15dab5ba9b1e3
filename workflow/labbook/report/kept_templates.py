"""Templates as Jinja has compiled them, kept from build to build."""

from pathlib import Path

import jinja2
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from labbook.artifacts.kept_file import read_kept, write_kept
from labbook.canonical_json import canonical_json
from labbook.fingerprint import code_hashes


class KeptTemplates(BytecodeCache):
    """`code`: the module whose environment compiles. Jinja applies filters to what is constant, so
    what a template becomes hangs on all that this module imports, and not on where it lies.
    """

    def __init__(self, folder: Path, code: str) -> None:
        self._folder = folder
        self._made_by = {"code": code_hashes(code), "jinja2": jinja2.__version__}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return super().get_cache_key(name)

    def load_bytecode(self, bucket: Bucket) -> None:
        found = read_kept(self._file(bucket), self._sources(bucket))
        if found is not None:
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        write_kept(self._file(bucket), self._sources(bucket), bucket.bytecode_to_string())

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}.template"

    def _sources(self, bucket: Bucket) -> str:
        return canonical_json({**self._made_by, "template": bucket.key, "text": bucket.checksum})
