"""A program of the package: `python -EP -X utf8 workflow labbook.commands.train ARGUMENT ...`.

Python runs a folder, and finds the package in it, whatever its path is called. So the call needs
no PYTHONPATH, which a colon in the path would split, and no shell that can set one.
"""

import runpy
import sys

if __name__ == "__main__":
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
