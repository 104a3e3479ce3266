"""Images in class folders (``train/happy/Training_123.jpg``, ``dog/1.png``) or in none."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NoReturn

from fer_core.errors import UnreadableFaces
from fer_core.progress import Progress
from fer_core.readers._builder import NO_LABEL, BadCell, FaceBuilder
from fer_core.readers._decode import decode, too_large
from fer_core.readers._labels import USAGES, Labels
from fer_core.readers._layout import places, reading_order
from fer_core.readers._text import shown
from fer_core.readers.imported import Import
from fer_core.readers.limits import MAX_FACES, MAX_IMAGE_BYTES

_DEBRIS = {"thumbs.db", "desktop.ini", "__macosx"}
_TELL_EVERY = 64  # images: 5 ms of small ones


@dataclass(frozen=True)
class Member:
    """A file that may be an image: its path with ``/`` between, its bytes. ``read`` raises BadCell."""

    path: str
    size: int
    read: Callable[[], bytes]


def read_folder(folder: Path, file: str, name: str, progress: Progress) -> Import:
    """Read the images below ``folder``. Links that lead out of it are listed, not followed."""
    return read_members(list(_walk(folder.resolve(), file, progress)), file, name, "folder of images", progress)


def read_members(members: list[Member], file: str, name: str, kind: str, progress: Progress) -> Import:
    """Read the images among ``members``, ordered by usage and file name.

    Raises UnreadableFaces where there is none.
    """
    files = [m for m in members if not is_debris(m.path)]
    if not files:
        raise UnreadableFaces(file, found="no files", expected="images, e.g. train/happy/1.png")
    builder = FaceBuilder(file, len(files))
    paths, scaled = _decode_all(files, builder, progress)
    labels = Labels()
    labelled = _label_all(paths, labels, builder)
    faces = builder.finish(name, labels, USAGES, labelled=labelled)
    notes = {"scaled": scaled, "system_files_ignored": len(members) - len(files)}
    return Import(faces, tuple(builder.rejected), kind, notes)


def is_debris(path: str) -> bool:
    """Whether a system put this file there, not a person (``__MACOSX/``, ``.DS_Store``, ``Thumbs.db``)."""
    return any(part.startswith(".") or part.lower() in _DEBRIS for part in path.split("/"))


def _decode_all(files: list[Member], builder: FaceBuilder, progress: Progress) -> tuple[list[str], int]:
    """Paths of the images that could be read, and how many were scaled."""
    total, done, scaled = sum(f.size for f in files), 0, 0
    paths: list[str] = []
    for count, index in enumerate(reading_order([f.path for f in files])):
        file = files[index]
        if count % _TELL_EVERY == 0 or file.size > 2**17:
            progress(done, total, "Reading images")
        done += file.size
        try:
            face, was_scaled = decode(file.read())
        except BadCell as bad:
            builder.reject(shown(file.path), bad)
            continue
        builder.add(face, NO_LABEL, 0, shown(file.path))
        paths.append(file.path)
        scaled += was_scaled
    progress(total, total, "Reading images")
    return paths, scaled


def _label_all(paths: list[str], labels: Labels, builder: FaceBuilder) -> bool:
    """Set usage and label of all images from their paths. Returns whether they have labels."""
    found = places(paths)
    codes, bad = bytearray([NO_LABEL] * len(paths)), {}
    for row, place in enumerate(found):
        if place.label is not None:
            try:
                codes[row] = labels.named(place.label)
            except BadCell as why:
                bad[row] = why
    builder.set_codes(bytes(codes), bytes(place.usage for place in found))
    builder.drop(bad)
    return builder.drop_unlabelled(BadCell("no class folder", "a class folder, as other images have"))


def _walk(root: Path, file: str, progress: Progress) -> Iterator[Member]:
    count = 0
    for parent, folders, names in os.walk(root, onerror=_raise):
        progress(0, 0, "Looking for images")
        folders[:] = sorted(name for name in folders if not is_debris(name))
        links = [name for name in folders if Path(parent, name).is_symlink()]  # os.walk does not enter these
        for name in (*links, *sorted(names)):
            count += 1
            if count > MAX_FACES:
                raise UnreadableFaces(file, found=f"over {MAX_FACES:,} files", expected="fewer")
            yield _member(root, Path(parent, name))


def _member(root: Path, path: Path) -> Member:
    where = path.relative_to(root).as_posix()
    if not path.resolve().is_relative_to(root):
        return Member(where, 0, partial(_reject, "a link that leaves the folder", "the file itself"))
    if not path.is_file():
        return Member(where, 0, partial(_reject, "no ordinary file", "an image"))
    return Member(where, path.stat().st_size, partial(_read, path))


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_IMAGE_BYTES:
            raise too_large(path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise BadCell(f"a file that cannot be read ({error.strerror})", "one that can") from None


def _reject(found: str, expected: str) -> NoReturn:
    raise BadCell(found, expected)


def _raise(error: OSError) -> None:
    raise error
