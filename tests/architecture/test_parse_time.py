"""What the Snakefile imports while it is read: every `snakemake -n` waits for it."""

import re
import subprocess
import sys

HEAVY = ("keras", "matplotlib", "mlxtend", "numpy", "pandas", "scipy", "sklearn", "tensorflow")


def test_reading_the_snakefile_imports_no_library_that_computes(root) -> None:
    files = [root / "Snakefile", *sorted((root / "workflow" / "rules").glob("*.smk"))]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    modules = sorted(set(re.findall(r"^(?:from|import) (labbook[\w.]*)", text, re.MULTILINE)))
    assert "labbook.pipeline" in modules

    # What Snakemake itself loads, it loads for any Snakefile.
    program = (
        "import importlib, sys; import snakemake.cli, snakemake.logging;"
        "before = set(sys.modules); [importlib.import_module(name) for name in sys.argv[1:]];"
        "print(*sorted({name.split('.')[0] for name in set(sys.modules) - before}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *modules], capture_output=True, text=True, check=True
    )
    assert set(done.stdout.split()) & set(HEAVY) == set()
