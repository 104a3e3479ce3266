"""A real PostgreSQL server of the tests' own: in a temporary folder, on a Unix socket, gone when they end.

The server refuses to run as root, so root runs it as the user ``postgres``.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOTS = ("/usr/lib/postgresql", "/usr/local/pgsql", "/opt/homebrew/opt/postgresql")


def binaries() -> Path | None:
    """The folder of initdb and pg_ctl, of the newest version that is installed."""
    found = [path.parent for root in ROOTS for path in Path(root).glob("**/bin/initdb")]
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).resolve().parent)
    return max((f for f in found if (f / "pg_ctl").exists()), key=lambda f: [p.zfill(4) for p in f.parts], default=None)


def run(*command: str | Path) -> None:
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*prefix, *map(str, command)], check=True, capture_output=True, timeout=120, cwd="/")


def server() -> Iterator[str]:
    """The URL of a running server; skips where there is no PostgreSQL, fails where there must be one."""
    bin_folder = binaries()
    if bin_folder is None:
        missing = "no PostgreSQL: run tests/core/install_postgres.sh"
        if os.environ.get("CI") or os.environ.get("FER_LAB_REQUIRE_POSTGRES"):
            pytest.fail(missing)
        pytest.skip(missing)
    folder = Path(tempfile.mkdtemp(prefix="fer-pg-", dir="/tmp"))  # a socket's path may have 107 characters
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        data = folder / "data"
        run(bin_folder / "initdb", "-D", data, "-U", "lab", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        options = f"-k {folder} -c listen_addresses= -c shared_buffers=16MB"
        run(bin_folder / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql://lab@/postgres?host={folder}"
        finally:
            run(bin_folder / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
