"""Results on disk, named by their inputs: (input fingerprint, settings) -> one folder of arrays.

Layout of the home folder (``FER_LAB_HOME``, by default the user's data folder)::

    datasets/<id>/      faces, written once
    artefacts/<kind>/<key>/   results of steps; can be deleted, made again when needed
    studies/<id>/       choices and decisions of people, which cannot be made again
    caches/             of libraries (see `fer_core.base.quiet`)

A folder is written under a temporary name and then renamed, so it is either complete or absent.
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
"""Raised when the meaning of stored results changes; older results are then made again."""


def key_of(*parts: Any) -> str:
    """A key of 16 hexadecimal digits from fingerprints (strings), numbers and settings (dataclasses), in order."""
    text = json.dumps([SCHEMA, *map(plain, parts)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def plain(part: Any) -> Any:
    """Settings as JSON: a dataclass becomes an object with the name of its class under "".

    A field with ``metadata={"later": True}`` is left out while it has its default, so that results from before the
    field existed keep their key.

    Raises:
        TypeError: for anything else than settings and plain values.
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
    """The home folder. Any number of processes may use it at the same time."""

    def __init__(self, home: Path | None = None) -> None:
        self.home = home or home_folder()

    def folder(self, *names: str) -> Path:
        """A folder in the home folder, made if missing. Raises FerLabError if it cannot be made."""
        path = self.home.joinpath(*names)
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _no_folder(path, error) from error
        return path

    def listed(self, *names: str) -> list[Path]:
        """The content of a folder in the home folder, by name; it is made if missing. Raises Unreadable."""
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
        """Save ``arrays`` (each as .npy) and a JSON ``manifest`` in ``artefacts/kind/key``."""
        return self.write(self.folder("artefacts", kind) / key, arrays, manifest)

    def write(self, target: Path, arrays: Mapping[str, np.ndarray], manifest: Mapping[str, Any]) -> Path:
        """Write a complete folder or nothing. An existing ``target`` is not changed."""
        if target.exists() and not is_file(target / "manifest.json"):
            shutil.rmtree(target, ignore_errors=True)  # a result that was deleted in part
        contents = {f"{name}.npy": partial(_save_array, array) for name, array in arrays.items()}
        write_folder(target, {**contents, "manifest.json": partial(_save_json, {"schema": SCHEMA, **manifest})})
        return target

    def load(self, kind: str, key: str) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
        """Arrays (memory-mapped, read-only) and manifest of a result. Raises NotFound or DamagedFile."""
        path = self.artefact(kind, key)
        if path is None:
            raise NotFound(f"There is no {kind} {key}.", remedy="Run this step again.")
        return read_folder(path)


def read_folder(path: Path) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Arrays (memory-mapped, read-only) and manifest of a folder by `Store.write`.

    Raises NotFound, DamagedFile, or Unreadable if the system does not allow to read it.
    """
    try:
        arrays = {p.stem: np.load(p, mmap_mode="r", allow_pickle=False) for p in sorted(path.glob("*.npy"))}
        return arrays, read_json(path / "manifest.json")
    except PermissionError as error:
        raise unreadable(path, error) from error
    except (ValueError, OSError, EOFError) as error:
        remedy = "Delete the folder; its content is made again when needed."
        raise DamagedFile(f"This result cannot be read ({error}).", where=str(path), remedy=remedy) from error


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object from a file. Raises NotFound, DamagedFile, or Unreadable (not allowed by the system)."""
    try:
        value = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise NotFound("This file does not exist.", where=str(path)) from error
    except OSError as error:
        raise unreadable(path, error) from error
    except UnicodeDecodeError as error:
        raise DamagedFile("This file is not UTF-8 text.", where=str(path)) from error
    except (ValueError, RecursionError) as error:
        raise DamagedFile("This file is not valid JSON.", where=str(path)) from error
    if not isinstance(value, dict):
        raise DamagedFile("This file contains no JSON object.", where=str(path))
    return value


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Replace a JSON file in one step and flush it to the disk. Raises FerLabError if this fails."""
    with written(path, PRIVATE) as file:
        _save_json(value, file)


def write_array(path: Path, array: np.ndarray) -> None:
    """Replace an .npy file in one step and flush it to the disk. Raises FerLabError if this fails."""
    with written(path, PRIVATE) as file:
        _save_array(array, file)


def _save_json(value: Mapping[str, Any], file: IO[bytes]) -> None:
    file.write(json.dumps(value, indent=1, ensure_ascii=False).encode())


def _save_array(array: np.ndarray, file: IO[bytes]) -> None:
    np.save(file, array, allow_pickle=False)


def is_file(path: Path) -> bool:
    """Whether there is a file; False if the system does not allow to look."""
    try:
        return path.is_file()
    except OSError:
        return False


def unreadable(path: Path, error: OSError) -> Unreadable:
    """The error for a file or folder of the home that cannot be read."""
    if isinstance(error, (IsADirectoryError, NotADirectoryError)):
        other = "folder" if isinstance(error, IsADirectoryError) else "file"
        what = f"It cannot be read: there is a {other} in its place."
        return Unreadable(what, where=str(path), remedy=f"Move that {other} away.")
    what = f"It cannot be read ({error.strerror or error})."
    remedy = "Check its owner and permissions: only root can read what was made with sudo."
    return Unreadable(what, where=str(path), remedy=remedy)


def _no_folder(path: Path, error: OSError) -> FerLabError:
    other = "or set FER_LAB_HOME to another folder."
    if isinstance(error, (FileExistsError, NotADirectoryError)):
        in_the_way = next((place for place in (path, *path.parents) if is_file(place)), path)
        what = "There is a file where a folder has to be."
        return FerLabError(what, where=str(in_the_way), remedy=f"Move it away, {other}")
    what = f"This folder can neither be opened nor made ({error.strerror or error})."
    remedy = f"Check its owner, its permissions and the free space, {other}"
    return FerLabError(what, where=str(path), remedy=remedy)
