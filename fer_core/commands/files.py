"""Files that commands read and write."""

import argparse
import dataclasses
from collections.abc import Mapping
from pathlib import Path

from fer_core.base.errors import InvalidSettings, NotFound
from fer_core.base.files import write_bytes
from fer_core.base.paths import typed_path
from fer_core.commands.meter import METER
from fer_core.report import ExportFormat, ExportSource, formats_of
from fer_core.report.export_formats import Subject


def read(path: Path, most: int | None = None) -> bytes:
    """The bytes of a file, at most ``most``. Raises NotFound if it cannot be read, InvalidSettings if it is larger."""
    try:
        if most is not None and path.stat().st_size > most:
            raise InvalidSettings(f"This file is larger than {most // 10**6} MB.", where=str(path))
        return path.read_bytes()
    except OSError as error:
        what = f"This file cannot be read ({error.strerror})."
        raise NotFound(what, where=str(path), remedy="Check the path.") from error


def format_flags(parser: argparse.ArgumentParser, subject: Subject) -> None:
    """A flag for each format of ``subject``, with the file to write."""
    for one in formats_of(subject):
        parser.add_argument(one.flag, type=typed_path, metavar="FILE", help=one.help)


def asked_formats(options: argparse.Namespace, subject: Subject) -> dict[ExportFormat, Path]:
    """The formats of ``subject`` that were asked for, and the files to write."""
    given = {one: getattr(options, one.flag.strip("-").replace("-", "_")) for one in formats_of(subject)}
    return {one: path for one, path in given.items() if path}


def write_formats(source: ExportSource, asked: Mapping[ExportFormat, Path]) -> list[str]:
    """Write a study in each of these formats; returns the files. Raises FerLabError."""
    source = dataclasses.replace(source, files={one.name: path.name for one, path in asked.items()})
    for one, path in asked.items():
        write_bytes(path, one.make(source, METER))
    return [str(path) for path in asked.values()]
