"""`python -m tests.notebooks.regenerate [NOTEBOOK...]` runs the notebooks and writes them with their outputs.

Look at the difference before you keep it: an output that changed without a reason is a bug that was found.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.notebooks.executed import NOTEBOOKS, executed, written


def main() -> None:
    for path in map(Path, sys.argv[1:]) if sys.argv[1:] else NOTEBOOKS:
        path.write_text(written(executed(path.resolve())), encoding="utf-8")


if __name__ == "__main__":
    main()
