"""What benchmarks/untied.py calls a statement that no relation ties."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))

from untied import cases

TABLE = "\n".join(f"| bed {number} | {number} |" for number in range(1, 8))
PLAN = """# Garden

Gone are {stated} gardeners.

## Gardeners of the year

| Bed | Hours |
|---|---|
{table}
"""


@pytest.mark.parametrize(("stated", "outcome"), [(7, "equal"), (8, "near"), (20, "far"), (4, None), (7.5, None)])
def test_outcomes(tmp_path: Path, stated: float, outcome: str | None) -> None:
    file = tmp_path / "plan.md"
    file.write_text(PLAN.format(stated=stated, table=TABLE), encoding="utf-8")
    found = {case.combination: case.outcome for case in cases((str(file), "one"))}
    assert found.get(("line", "sentence", "number of rows", "in a section of it", "named")) == outcome


def test_what_is_tied_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "plan.md"
    file.write_text("# Garden (6 files)\n\n- `a.py`\n- `b.py`\n- `c.py`\n- `d.py`\n- `e.py`\n", encoding="utf-8")
    assert not cases((str(file), "one"))
