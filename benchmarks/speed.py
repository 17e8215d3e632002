"""How fast planlint is, as ratios measured in one run, so that they can be compared between computers.

    python benchmarks/speed.py [FOLDER]        # default: fixtures/
    python benchmarks/speed.py --parse FOLDER  # how long it takes to read the Markdown, and nothing else

Compares with `python -c "import click"`, with rumdl (`pip install rumdl`) and with markdownlint-cli2 (installed by npm
into a temporary folder); what is not there is left out. Every figure is the best of several runs; the start-up and the
growth with the input are in processor time, so that other programs disturb them less.
"""

import argparse
import json
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
KILOBYTE = 1000
SMALL_PLAN = "# Plan\n\n- [x] Build it\n- [ ] Ship it\n\nProgress: 50% (1/2 tasks)\n"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "fixtures")
    parser.add_argument("--runs", type=int, default=3, help="how often each time is taken")
    parser.add_argument("--parse", action="store_true", help="measure nothing but the reading of Markdown")
    options = parser.parse_args()
    plans = sorted(path for path in options.folder.rglob("*.md") if path.is_file())
    if not plans:
        parser.error(f"there is no Markdown in {options.folder}")
    size = sum(path.stat().st_size for path in plans)
    print(f"{options.folder}: {len(plans)} files, {size / 1e6:.1f} MB\n")
    if options.parse:
        measure_parsing(plans, options.runs)
        return
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed planlint is compiled
        os.environ["PYTHONPYCACHEPREFIX"] = str(scratch / "bytecode")
        start_up = measure_start_up(scratch, options.runs)
        copy = scratch / "all"
        copy_plans(plans, copy, 1)
        measure_folder(copy, scratch, options.runs)
        measure_files(plans, scratch, options.runs, start_up)
        measure_length(plans, scratch, options.runs, start_up)


def measure_parsing(plans: Sequence[Path], runs: int) -> None:
    """What the parts of a document take, each with those before it."""
    from planlint.markdown.building import parse_document
    from planlint.text.source import Source

    texts = [path.read_text(encoding="utf-8", errors="replace") for path in plans]
    size = sum(path.stat().st_size for path in plans) / 1e6
    for what in ("items", "segments"):
        times = []
        for _ in range(runs):
            start = time.process_time()
            for text in texts:
                getattr(parse_document(Source(text)), what)
            times.append(time.process_time() - start)
        print(f"{what:<34}{min(times) * 1000 / size:>8.1f} ms per MB")


def measure_start_up(scratch: Path, runs: int) -> float:
    """One small file against the import of click; returns planlint's time."""
    plan = scratch / "small.md"
    plan.write_text(SMALL_PLAN, encoding="utf-8")
    click = best([PYTHON, "-c", "import click"], runs * 4, cpu=True)
    planlint = best([*COLD, str(plan)], runs * 4, cpu=True)
    show("one small file / import click", planlint / click, "at most 4", planlint)
    return planlint


def measure_folder(folder: Path, scratch: Path, runs: int) -> None:
    """A cold and a warm run over a folder, and other linters over the same folder."""
    cold = best([*COLD, str(folder)], runs)
    if rumdl := shutil.which("rumdl", path=f"{Path(PYTHON).parent}{os.pathsep}{os.environ.get('PATH', '')}"):
        other = best([rumdl, "check", "--no-cache", "--silent", "--no-config", str(folder)], runs)
        show("cold / rumdl", cold / other, "at most 8", cold)
    if npm := shutil.which("npm"):
        cli = install_markdownlint(npm, scratch)
        other = best([*cli, "**/*.md"], 1, folder=folder)
        show("markdownlint-cli2 / cold", other / cold, "at least 4", other)
    (folder / ".git").mkdir()
    warm = best([*PLANLINT, str(folder)], runs, folder=folder)
    show("warm / cold", warm / cold, "", warm)
    memory = peak_memory([*COLD, str(folder)])
    print(f"{'peak memory of all processes':<34}{memory:>8.0f} MB  (under 300)")


def measure_files(plans: Sequence[Path], scratch: Path, runs: int, start_up: float) -> None:
    """Ten times the files, in one process."""
    some = sample(plans, 600 * KILOBYTE)
    copies = max(1, 100 * KILOBYTE // sum(path.stat().st_size for path in some))
    times = []
    for factor in (1, 10):
        folder = scratch / f"times{factor}"
        copy_plans(some, folder, copies * factor)
        times.append(best([*COLD, "--jobs", "1", str(folder)], runs, cpu=True) - start_up)
    show("ten times the files", times[1] / times[0], "10, within 20 %", times[1])


def measure_length(plans: Sequence[Path], scratch: Path, runs: int, start_up: float) -> None:
    """One file ten times as long."""
    text = "\n\n".join(path.read_text(encoding="utf-8", errors="replace") for path in sample(plans, 2000 * KILOBYTE))
    text *= 1 + 2000 * KILOBYTE // len(text)
    times = []
    for size in (200, 2000):
        plan = scratch / f"long{size}.md"
        plan.write_text(text[: size * KILOBYTE], encoding="utf-8")
        times.append(best([*COLD, str(plan)], runs, cpu=True) - start_up)
    show("one file ten times as long", times[1] / times[0], "10, within 20 %", times[1])


def sample(plans: Sequence[Path], size: int) -> list[Path]:
    """Some of the plans, from everywhere in the list, of about this size together."""
    total = sum(path.stat().st_size for path in plans)
    return list(plans[:: max(1, total // size)])


def copy_plans(plans: Sequence[Path], folder: Path, times: int) -> None:
    """Copies of the plans, each set in its own folder."""
    for number in range(times):
        part = folder / f"{number:03}"
        part.mkdir(parents=True)
        for index, plan in enumerate(plans):
            shutil.copyfile(plan, part / f"{index:05}.md")


def install_markdownlint(npm: str, scratch: Path) -> list[str]:
    """Install markdownlint-cli2 into `scratch`; returns the command that runs it."""
    home = scratch / "npm"
    home.mkdir()
    (home / "package.json").write_text(json.dumps({"private": True}))
    subprocess.run([npm, "install", "--silent", "markdownlint-cli2"], cwd=home, check=True)
    return [str(home / "node_modules" / ".bin" / "markdownlint-cli2")]


def run(command: Sequence[str], folder: Path | None = None, *, cpu: bool = False) -> float:
    """The seconds that a command takes, or its processor time; its exit code may be anything that is no crash."""
    start, used = time.perf_counter(), processor_time()
    done = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    taken = processor_time() - used if cpu else time.perf_counter() - start
    if done.returncode < 0 or b"Traceback" in done.stderr:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr.decode(errors='replace')}")
    return taken


def processor_time() -> float:
    """The seconds that all commands so far have computed."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def best(command: Sequence[str], runs: int, folder: Path | None = None, *, cpu: bool = False) -> float:
    """The shortest of several runs, after one that does not count."""
    run(command, folder)
    return min(run(command, folder, cpu=cpu) for _ in range(runs))


def peak_memory(command: Sequence[str]) -> float:
    """The largest sum of resident memory, in MB, that a command and its processes had; 0 where /proc is missing."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        peak = max(peak, resident(process.pid))
        time.sleep(0.02)
    return peak / 1e6


def resident(pid: int) -> int:
    """The resident bytes of a process and its children, shared pages counted once each."""
    try:
        status = Path(f"/proc/{pid}/smaps_rollup").read_text()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0
    share = next((line for line in status.splitlines() if line.startswith("Pss:")), "Pss: 0 kB")
    return int(share.split()[1]) * 1024 + sum(resident(int(child)) for child in children)


def show(what: str, ratio: float, target: str, seconds: float) -> None:
    """One line of the report."""
    print(f"{what:<34}{ratio:>8.2f}     {f'({target})' if target else '':<18}{seconds:>8.2f} s", flush=True)


if __name__ == "__main__":
    main()
