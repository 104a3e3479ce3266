"""Results on disk, named by what made them: (input fingerprint, settings) -> one folder of arrays.

Layout below the home folder (``FER_LAB_HOME``, default the user's data folder)::

    datasets/<id>/      faces, written once
    artefacts/<kind>/<key>/   results of steps; safe to delete, made again on demand
    studies/<id>/       a person's choices and decisions: the part that matters
    caches/             what libraries keep (see `fer_core.base.quiet`)

A folder is written under a temporary name and renamed, so it is either whole or absent.
"""

import dataclasses
import hashlib
import json
import shutil
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import IO, Any

import numpy as np

from fer_core.base.errors import DamagedFile, FerLabError, NotFound, Unreadable
from fer_core.base.files import PRIVATE, write_folder, written
from fer_core.base.home import home_folder

SCHEMA = 1
"""Raised when the meaning of stored results changes; older artefacts are then made again."""


def key_of(*parts: Any) -> str:
    """A 16-digit key for fingerprints (strings), numbers and settings (dataclasses), in order."""
    text = json.dumps([SCHEMA, *map(plain, parts)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def plain(part: Any) -> Any:
    """Settings as JSON: a dataclass becomes an object that carries its type's name under "".

    A field with ``metadata={"later": True}`` is left out where it has its default: what was made before the field was
    thought of keeps its key.
    """
    if dataclasses.is_dataclass(part) and not isinstance(part, type):
        fields = {f.name: plain(getattr(part, f.name)) for f in dataclasses.fields(part) if not _as_before(f, part)}
        return {"": type(part).__name__, **fields}
    if isinstance(part, (list, tuple)):
        return [plain(p) for p in part]
    if isinstance(part, Mapping):
        return {str(name): plain(value) for name, value in part.items()}
    if part is None or isinstance(part, (str, int, float, bool)):
        return part
    raise TypeError(f"{type(part).__name__} cannot be part of a key")


def _as_before(field: "dataclasses.Field[Any]", part: Any) -> bool:
    return bool(field.metadata.get("later")) and getattr(part, field.name) == field.default


class Store:
    """The home folder. Any number of processes may share it."""

    def __init__(self, home: Path | None = None) -> None:
        self.home = home or home_folder()

    def folder(self, *names: str) -> Path:
        """A path below the home folder, made if missing."""
        path = self.home.joinpath(*names)
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _no_folder(path, error) from error
        return path

    def listed(self, *names: str) -> list[Path]:
        """What lies in a folder below the home folder, by name; the folder is made if missing. Raises Unreadable."""
        path = self.folder(*names)
        try:
            return sorted(path.iterdir())
        except OSError as error:
            raise unreadable(path, error) from error

    def artefact(self, kind: str, key: str) -> Path | None:
        """The folder of a finished result, or None."""
        path = self.home / "artefacts" / kind / key
        return path if is_file(path / "manifest.json") else None

    def save(self, kind: str, key: str, arrays: Mapping[str, np.ndarray], manifest: Mapping[str, Any]) -> Path:
        """Keep ``arrays`` (each as .npy) and a JSON ``manifest`` under ``artefacts/kind/key``."""
        return self.write(self.folder("artefacts", kind) / key, arrays, manifest)

    def write(self, target: Path, arrays: Mapping[str, np.ndarray], manifest: Mapping[str, Any]) -> Path:
        """Write a whole folder or nothing. Where ``target`` is already there, it stays as it is."""
        if target.exists() and not is_file(target / "manifest.json"):
            shutil.rmtree(target, ignore_errors=True)  # a half-deleted result
        contents = {f"{name}.npy": partial(_save_array, array) for name, array in arrays.items()}
        write_folder(target, {**contents, "manifest.json": partial(_save_json, {"schema": SCHEMA, **manifest})})
        return target

    def load(self, kind: str, key: str) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
        """Arrays (memory-mapped, read-only) and manifest of a result. Raises NotFound or DamagedFile."""
        path = self.artefact(kind, key)
        if path is None:
            raise NotFound(f"There is no {kind} {key}.", remedy="Run that step again.")
        return read_folder(path)


def read_folder(path: Path) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Arrays (memory-mapped, read-only) and manifest of a folder that `Store.write` made."""
    try:
        arrays = {p.stem: np.load(p, mmap_mode="r", allow_pickle=False) for p in sorted(path.glob("*.npy"))}
        return arrays, read_json(path / "manifest.json")
    except PermissionError as error:
        raise unreadable(path, error) from error
    except (ValueError, OSError, EOFError) as error:
        remedy = "Delete the folder; what it held is made again when needed."
        raise DamagedFile(f"This result cannot be read ({error}).", where=str(path), remedy=remedy) from error


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object from a file. Raises NotFound, DamagedFile, or Unreadable where the system does not let us."""
    try:
        value = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise NotFound("This file is not there.", where=str(path)) from error
    except OSError as error:
        raise unreadable(path, error) from error
    except UnicodeDecodeError as error:
        raise DamagedFile("This file is not text in UTF-8.", where=str(path)) from error
    except (ValueError, RecursionError) as error:
        raise DamagedFile("This file is not valid JSON.", where=str(path)) from error
    if not isinstance(value, dict):
        raise DamagedFile("This file holds no JSON object.", where=str(path))
    return value


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Replace a JSON file in one step and flush it to the disk. Raises FerLabError where that cannot be done."""
    with written(path, PRIVATE) as file:
        _save_json(value, file)


def write_array(path: Path, array: np.ndarray) -> None:
    """The same for an .npy file."""
    with written(path, PRIVATE) as file:
        _save_array(array, file)


def _save_json(value: Mapping[str, Any], file: IO[bytes]) -> None:
    file.write(json.dumps(value, indent=1, ensure_ascii=False).encode())


def _save_array(array: np.ndarray, file: IO[bytes]) -> None:
    np.save(file, array, allow_pickle=False)


def is_file(path: Path) -> bool:
    """Whether a file is there; not, where the system does not let us look."""
    try:
        return path.is_file()
    except OSError:
        return False


def unreadable(path: Path, error: OSError) -> Unreadable:
    """Why a file or folder of ours cannot be read, and what a person can do about it."""
    if isinstance(error, (IsADirectoryError, NotADirectoryError)):
        other = "folder" if isinstance(error, IsADirectoryError) else "file"
        what = f"It cannot be read: there is a {other} where none should be."
        return Unreadable(what, where=str(path), remedy=f"Move that {other} away.")
    what = f"It cannot be read ({error.strerror or error})."
    remedy = "Check who owns it and its permissions: what was made with sudo can be read by root alone."
    return Unreadable(what, where=str(path), remedy=remedy)


def _no_folder(path: Path, error: OSError) -> FerLabError:
    other = "or let FER_LAB_HOME name another folder."
    if isinstance(error, (FileExistsError, NotADirectoryError)):
        in_the_way = next((place for place in (path, *path.parents) if is_file(place)), path)
        what = "There is a file where a folder has to be."
        return FerLabError(what, where=str(in_the_way), remedy=f"Move it away, {other}")
    what = f"This folder can be neither opened nor made ({error.strerror or error})."
    remedy = f"Check who owns it, its permissions and the free space, {other}"
    return FerLabError(what, where=str(path), remedy=remedy)
