"""Recognises the columns of a table without a header by their values."""

from collections.abc import Sequence

from fer_core.faces.readers.labels.codes import code_of, is_unlabelled
from fer_core.faces.readers.labels.labels import usage_code
from fer_core.faces.readers.tables.cells import text_of
from fer_core.faces.readers.tables.columns import Columns, side_of
from fer_core.faces.readers.tables.pixels import are_pixels, is_number

_MOST = 99  # largest code of an emotion; pixels have larger values


def columns_without_header(rows: Sequence[Sequence[bytes]]) -> Columns | None:
    """Columns for a code, the pixels and possibly the usage in any order, or pixels alone; None if this is unclear.

    ``rows``: the first rows of the table, at least one.
    """
    rows = [row for row in rows if len(row) == len(rows[0])]
    kinds = [_kind(cell) for cell in rows[0]]
    places = {kind: [i for i, found in enumerate(kinds) if found == kind] for kind in set(kinds)}
    values, numbers, words = (places.get(kind, []) for kind in ("pixels", "number", "name"))
    usage = places.get("usage", [])
    if "" in places or len(usage) > 1 or len(values) > 1:
        return None
    labels = [*numbers, *words] if values else words
    if not values:
        values, labels = _one_a_pixel(rows, numbers, words)
    if not values or len(labels) > 1:
        return None
    return Columns(tuple(values), label=labels[0] if labels else None, usage=usage[0] if usage else None)


def is_counting(row: Sequence[bytes]) -> bool:
    """Whether cells are 0, 1, 2 …, which is how pandas names columns without a name."""
    return len(row) > 2 and all(cell.strip() == b"%d" % number for number, cell in enumerate(row))


def _one_a_pixel(rows: Sequence[Sequence[bytes]], numbers: list[int], words: list[int]) -> tuple[list[int], list[int]]:
    """Positions of the pixels and of the label if each pixel has a column."""
    if side_of(len(numbers)):
        return numbers, words
    if words or not side_of(len(numbers) - 1):
        return [], []
    for place in (numbers[0], numbers[-1]):
        if all(_may_be_label(row[place]) for row in rows):
            return [number for number in numbers if number != place], [place]
    return [], []


def _kind(cell: bytes) -> str:
    text = text_of(cell[:64]).strip()
    if usage_code(text) is not None:
        return "usage"
    if is_number(cell) or is_unlabelled(text) or code_of(text) is not None:
        return "number"
    if are_pixels(cell):
        return "pixels"
    return "name" if text.isalpha() and len(cell) <= 64 else ""


def _may_be_label(cell: bytes) -> bool:
    text = text_of(cell)
    return is_unlabelled(text) or 0 <= int(code_of(text) or -1) <= _MOST
