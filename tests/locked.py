"""Folders and files that the system does not let us read, for tests that run as root, whom no permission stops."""

import builtins
import errno
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def lock(monkeypatch: pytest.MonkeyPatch, *places: Path) -> None:
    """Refuse what a user without any right on ``places`` is refused: to open them, and to look at what is in them."""
    opening = ((os, "listdir"), (os, "scandir"), (os, "open"), (io, "open"), (builtins, "open"))
    for module, name in (*opening, (os, "stat"), (os, "mkdir"), (os, "unlink")):
        itself = (module, name) in opening  # the others ask the folder that it lies in
        monkeypatch.setattr(module, name, _guarded(getattr(module, name), places, itself=itself))


def _guarded(call: Callable[..., Any], places: tuple[Path, ...], *, itself: bool) -> Callable[..., Any]:
    def guarded(path: Any = ".", *args: Any, **options: Any) -> Any:
        if isinstance(path, (str, os.PathLike)):
            inside = [Path(path), *Path(path).parents][0 if itself else 1 :]
            if any(place in inside for place in places):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return call(path, *args, **options)

    return guarded
