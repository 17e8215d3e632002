"""What all tests share."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

from planlint.cli import main
from planlint.config import clear_caches

settings.register_profile("planlint", deadline=None)  # a busy machine is no failure
settings.load_profile("planlint")

settings.register_profile("planlint", deadline=None)  # a slow machine is no fault
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
