"""The generator of small catalogs and facts is that of the property tests."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "properties"))
