"""Worker processes on this computer."""

import subprocess
import sys
from pathlib import Path

import pytest

import sim

ROOT = Path(__file__).parents[3]
SCRIPT = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from sim.experiments.workers.local_processes import LocalProcesses
with LocalProcesses(1) as workers:
    print(workers.submit(eval, "__import__('sim').__file__").result())
    workers.submit(eval, "__import__('random').random()").result()
"""


@pytest.mark.study
def test_workers_run_this_code_whatever_lies_in_the_working_directory(tmp_path):
    script, here = tmp_path / "script.py", tmp_path / "here"
    script.write_text(SCRIPT)
    for name in ("sim/__init__.py", "random.py", "numpy.py"):
        file = here / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"print('{name} of the working directory is read')\n")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True, cwd=here)
    assert (done.stdout.strip(), done.stderr) == (sim.__file__, "")
