"""What planlint costs, as ratios of processor time measured in one run, so that they hold on any computer.

    python benchmarks/speed.py [FOLDER]          # default: fixtures/
    python benchmarks/speed.py --calls [FOLDER]  # nothing but the Python calls per KB of text

Compares with `python -c "import click"` and with rumdl (`pip install rumdl`), where that is there. Each figure is the
least of several runs. The calls are the same in every run: a number that a test can hold.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYTHON = sys.executable
PLANLINT = [PYTHON, "-m", "planlint", "--no-config", "--quiet", "--exit-zero"]
COLD = [*PLANLINT, "--no-cache"]
MEGABYTE = 1_000_000
SMALL_PLAN = "# Plan\n\n- [x] Build it\n- [ ] Ship it\n\nProgress: 50% (1/2 tasks)\n"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "fixtures")
    parser.add_argument("--runs", type=int, default=5, help="how often each time is taken")
    parser.add_argument("--calls", action="store_true", help="count calls, and measure no time")
    options = parser.parse_args()
    plans = sorted(path for path in options.folder.rglob("*.md") if path.is_file())
    if not plans:
        parser.error(f"there is no Markdown in {options.folder}")
    size = sum(path.stat().st_size for path in plans)
    print(f"{options.folder}: {len(plans)} files, {size / MEGABYTE:.1f} MB")
    show("Python calls per KB", calls_per_kilobyte(sample(plans, MEGABYTE // 2)), "at most 300")
    if options.calls:
        return
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed planlint is compiled
        os.environ["PYTHONPYCACHEPREFIX"] = str(scratch / "bytecode")
        os.environ["PLANLINT_CACHE_DIR"] = str(scratch / "cache")
        measure_keystroke(plans, options.runs)
        measure_start_up(scratch, options.runs)
        measure_length(plans, scratch)
        measure_folder(options.folder, scratch, options.runs)


def calls_per_kilobyte(plans: Sequence[Path]) -> float:
    """How many Python functions are called to check the plans once more, for every 1,000 bytes."""
    from planlint.running.jobs import Job, check
    from planlint.settings.config import Settings

    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    jobs = [Job(path.name, path.read_bytes(), Settings()) for path in plans]
    for counted in (False, True):  # the first time loads modules and compiles expressions
        sys.setprofile(count if counted else None)
        for job in jobs:
            check(job)
    sys.setprofile(None)
    return calls / sum(len(job.data) for job in jobs) * 1000


def measure_keystroke(plans: Sequence[Path], runs: int) -> None:
    """What a change in 1,000 lines costs the language server, up to its diagnostics, against mistune's rendering."""
    from planlint.markdown.parser import render
    from planlint.server.analysis import analyse
    from planlint.settings.config import Overrides

    read = (path.read_text(encoding="utf-8", errors="replace").splitlines() for path in plans)
    lines = [line for text in read for line in text][:1000]
    times, parses = [], []
    for run in range(runs + 2):  # the first ones load modules and compile expressions
        lines[len(lines) // 2] = f"Changed {run} times"
        text, start = "\n".join(lines), time.process_time()
        _ = analyse("untitled:plan", text, run, Overrides(), "utf-16").reported
        times.append(time.process_time() - start)
        render(text)
        parses.append(time.process_time() - start - times[-1])
    show("keystroke in 1,000 lines / mistune", min(times) / min(parses), "at most 1", min(times))


def measure_start_up(scratch: Path, runs: int) -> None:
    """One small file against the import of click."""
    plan = scratch / "small.md"
    plan.write_text(SMALL_PLAN, encoding="utf-8")
    click = least([PYTHON, "-c", "import click"], runs * 2)
    planlint = least([*COLD, str(plan)], runs * 2)
    show("one small file / import click", planlint / click, "at most 1.6", planlint)


def measure_length(plans: Sequence[Path], scratch: Path) -> None:
    """One file of 4 MB against one of 1 MB."""
    text = "\n\n".join(path.read_text(encoding="utf-8", errors="replace") for path in sample(plans, 4 * MEGABYTE))
    text *= 1 + 4 * MEGABYTE // len(text)
    times = []
    for size in (1, 4):
        plan = scratch / f"long{size}.md"
        plan.write_text(text[: size * MEGABYTE], encoding="utf-8")
        times.append(least([*COLD, str(plan)], 1))
    show("4 MB / 1 MB in one file", times[1] / times[0], "at most 4.5", times[1])


def measure_folder(folder: Path, scratch: Path, runs: int) -> None:
    """A cold and a warm run over a folder, against rumdl's."""
    rumdl = shutil.which("rumdl", path=f"{Path(PYTHON).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    check = [rumdl or "", "check", "--silent", "--no-config"]
    cold, warm = least([*COLD, str(folder)], 2), least([*PLANLINT, str(folder)], runs)
    other = least([*check, "--no-cache", str(folder)], runs) if rumdl else cold
    show("cold / rumdl" if rumdl else "cold", cold / other, "at most 1.6", cold)
    other = least([*check, "--cache-dir", str(scratch / "rumdl"), str(folder)], runs) if rumdl else cold
    show("warm / rumdl" if rumdl else "warm / cold", warm / other, "at most 0.7", warm)


def sample(plans: Sequence[Path], size: int) -> list[Path]:
    """Some of the plans, from everywhere in the list, of about this size together."""
    total = sum(path.stat().st_size for path in plans)
    return list(plans[:: max(1, total // size)])


def least(command: Sequence[str], runs: int) -> float:
    """The least processor time that a command takes, in seconds, after a run that does not count."""
    return min([run(command) for _ in range(runs + 1)][1:])


def run(command: Sequence[str]) -> float:
    """The processor time that a command and its processes take; its exit code may be anything that is no crash."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode < 0 or b"Traceback" in done.stderr:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr.decode(errors='replace')}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def show(what: str, figure: float, target: str, seconds: float | None = None) -> None:
    """One line of the report."""
    print(f"{what:<32}{figure:>9.2f}  ({target}){'' if seconds is None else f'{seconds:>9.2f} s'}", flush=True)


if __name__ == "__main__":
    main()
