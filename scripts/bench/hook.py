"""`python scripts/bench/hook.py`: checking one file, as a hook of git does, against checking everything. A report.

Run with the project's own Python; every file of a procedure is taken in turn.
"""

from __future__ import annotations

import sys
from pathlib import Path

from timing import alternate, run

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = Path(sys.executable).with_name("cdmanual")
LIMIT = 0.6
ROUNDS = 3


def main() -> None:
    """Print the time of the whole check, that of one file of each state, and their ratio."""
    files = sorted((ROOT / "countries").glob("*/procedure.yml"))
    parts = {f"{file.parent.name}/{file.name}": file for file in files}
    parts["a treaty"] = ROOT / "content" / "regional" / "instruments" / "un-1988.yml"
    one = {name: lambda file=file: run([PROGRAM, "check", file], ROOT) for name, file in parts.items()}
    found = alternate({"everything": lambda: run([PROGRAM, "check"], ROOT), **one}, ROUNDS)
    whole = found.pop("everything")
    print(f"everything          {whole.seconds:.3f} s (median of {ROUNDS})")
    ratios = {}
    for name, measured in found.items():
        ratios[name] = measured.seconds / whole.seconds
        print(f"{name:18}  {measured.seconds:.3f} s   {ratios[name]:.2f}")
    worst = max(ratios, key=ratios.__getitem__)
    is_met = ratios[worst] <= LIMIT
    print(f"at most {ratios[worst]:.2f} ({worst}); wanted at most {LIMIT}: {'met' if is_met else 'NOT MET'}")


if __name__ == "__main__":
    main()
