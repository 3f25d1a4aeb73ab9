"""How often the system and the brute-force oracle of the rules agree on random cases.

    python benchmarks/oracle.py FROM TO

Prints each difference as it is found, with the catalog and the facts, and at the end how many agree.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# First, since this file has the oracle's name.
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "properties")]

from comparison import compare  # noqa: E402
from strategies import random_case  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("start", type=int, metavar="FROM", help="the first seed")
    parser.add_argument("stop", type=int, metavar="TO", help="the seed after the last")
    given = parser.parse_args()
    agree = 0
    for seed in range(given.start, given.stop):
        try:
            one = compare(*random_case(seed))
        except Exception as error:  # noqa: BLE001 - one case that breaks must not end the run
            notes = "\n".join(getattr(error, "__notes__", ()))
            print(f"seed {seed}\n{type(error).__name__}: {error}\n{notes}", flush=True)
            continue
        if one.agrees:
            agree += 1
        else:
            print(f"seed {seed}\n{one}", flush=True)
    print(f"{agree} of {given.stop - given.start} agree")
    return 0 if agree == given.stop - given.start else 1


if __name__ == "__main__":
    sys.exit(main())
