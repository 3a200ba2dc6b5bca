"""One process at a time writes a folder."""

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.results.files import ResultsError
from sim.results.locks import HOLDER_FILE, LOCK_FILE, locked

HOLD_LOCK = """
import sys, time
from pathlib import Path
from sim.results.locks import locked

with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


class TestLock:
    def test_is_gone_afterwards_and_can_be_taken_again(self, tmp_path):
        for _ in range(2):
            with locked(tmp_path):
                assert json.loads((tmp_path / HOLDER_FILE).read_text())["pid"] == os.getpid()
            assert names(tmp_path) == []

    def test_is_refused_while_another_process_holds_it_and_free_when_that_is_killed(self, tmp_path):
        command = [sys.executable, "-c", HOLD_LOCK, str(tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "held\n"
            with pytest.raises(ResultsError, match=f"process {holder.pid} on .* is writing"), locked(tmp_path):
                pass
            holder.kill()
            holder.wait()
        assert names(tmp_path) == [LOCK_FILE, HOLDER_FILE]  # stale
        with locked(tmp_path):
            pass
        assert names(tmp_path) == []

    def test_is_refused_within_one_process_too(self, tmp_path):
        with locked(tmp_path):
            with pytest.raises(ResultsError, match="is writing"), locked(tmp_path):
                pass
            assert names(tmp_path) == [LOCK_FILE, HOLDER_FILE]

    def test_of_a_folder_that_cannot_be_written_says_so(self, tmp_path):
        (tmp_path / "file").touch()
        with pytest.raises(ResultsError, match="cannot write"), locked(tmp_path / "file"):
            pass

    def test_that_is_a_link_is_refused_and_what_it_points_to_stays(self, tmp_path):
        precious = tmp_path / "precious"
        precious.write_text("all of it")
        for name in (LOCK_FILE, HOLDER_FILE):
            folder = tmp_path / f"with{name}"
            folder.mkdir()
            (folder / name).symlink_to(precious)
            with contextlib.suppress(ResultsError), locked(folder):
                assert name == HOLDER_FILE  # which is replaced, not followed
            assert precious.read_text() == "all of it"
