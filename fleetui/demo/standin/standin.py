"""Starts a stand-in by its path; ``options.py`` says what it does.

Isolated python (``-I``) finds nothing beside a script, so the folder is made a package here.
"""

import importlib
import sys
from pathlib import Path

if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    sys.path.insert(0, str(here.parent))
    sys.exit(importlib.import_module(f"{here.name}.program").main(sys.argv[1:]))
