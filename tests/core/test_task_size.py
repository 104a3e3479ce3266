"""What more groups bring: the figures are those of the document that tells how they were measured."""

from pathlib import Path

from fer_core.naming.task_size import MEASURED, suggested

DOCUMENT = Path(__file__).parents[2] / "docs" / "label-efficiency.md"


def measured(table: str) -> dict[int, float]:
    """The default recipe's line in the table that begins with ``table``: figures by number of decisions."""
    lines = DOCUMENT.read_text("utf-8").splitlines()
    head = next(i for i, line in enumerate(lines) if line.startswith(f"| {table} at decisions"))
    row = next(line for line in lines[head:] if line.startswith("| FER Lab: the default recipe"))
    cells = [[cell.strip() for cell in line.strip("|").split("|")[1:]] for line in (lines[head], row)]
    return {int(n.replace(",", "")): float(cell.split()[0]) for n, cell in zip(*cells, strict=True) if cell != "–"}


def test_figures_are_those_of_the_document() -> None:
    assert {one.groups: one.minutes for one in MEASURED} == measured("Minutes")
    assert {one.groups: round(100 * one.accuracy, 1) for one in MEASURED} == measured("Accuracy, %")


def test_groups_are_suggested_that_have_enough_faces() -> None:
    assert [one.groups for one in suggested(28_000)] == [25, 50, 100]
    assert [one.groups for one in suggested(600)] == [25, 50]
    assert suggested(100) == ()
