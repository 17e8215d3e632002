"""What all tests share."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings
from plans import FILES

from planlint.cli._main import main
from planlint.running.neighbours import Neighbours
from planlint.settings.config import clear_caches

# A change is tried on the same examples everywhere: what one machine passes, no other fails. A busy one is no failure.
settings.register_profile("planlint", deadline=None, derandomize=True)
settings.register_profile("random", deadline=None)  # pytest --hypothesis-profile random --hypothesis-seed N
settings.register_profile("slow", deadline=None, max_examples=500)  # pytest --hypothesis-profile slow
settings.load_profile("planlint")

ROOT = Path(__file__).resolve().parents[1]


class Ran(NamedTuple):
    """One run of the command line."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests neither read nor fill the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def planlint(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run the command line in this process: `planlint("check", path)`."""

    def run(*args: object) -> Ran:
        clear_caches()
        capsys.readouterr()
        with pytest.raises(SystemExit) as caught:
            main([str(arg) for arg in args])
        assert isinstance(caught.value.code, int)
        return Ran(caught.value.code, *capsys.readouterr())

    return run


@pytest.fixture(scope="session")
def around(tmp_path_factory: pytest.TempPathFactory) -> Neighbours:
    """The files that generated plans link to, around a plan in the root of a repository."""
    folder = tmp_path_factory.mktemp("plans")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return Neighbours(folder, folder / "plan.md")
