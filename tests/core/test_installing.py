"""`make run` on a fresh computer says what it installs while it does so, and shows what pip said if it fails."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools.install_packages import _told, main

SAID = """Collecting numpy~=2.4.0 (from -r requirements.txt (line 3))
  Downloading numpy-2.4.0-cp311-manylinux_x86_64.whl (16.9 MB)
Processing ./wheels/six-1.17.0-py2.py3-none-any.whl (from python-dateutil->-r requirements.txt)
Installing collected packages: six, numpy
Successfully installed numpy-2.4.0 six-1.17.0
"""


def test_each_package_is_told_with_its_size() -> None:
    told = list(_told(SAID.splitlines()))
    assert told == [
        "  package 1: numpy", "  package 1: numpy, 16.9 MB", "  package 2: six", "  unpacking 2 packages",
    ]  # fmt: skip


def test_a_failure_shows_what_pip_said(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(str(tmp_path / "nowhere.txt")) != 0
    assert "nowhere.txt" in capfd.readouterr().err


def test_make_run_tells_its_steps() -> None:
    root = Path(__file__).parents[2]
    planned = subprocess.run(
        ["make", "-n", "run", "VENV=/nowhere/venv", f"PYTHON={sys.executable}"],
        cwd=root,
        capture_output=True,
        text=True,
    ).stdout
    for step in ("1 of 3", "2 of 3", "3 of 3", "Starting FER Lab"):
        assert step in planned
