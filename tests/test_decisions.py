"""docs/decisions.md: numbered sections of one form, contents that lead to them, and names that are in the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "decisions.md"
TEXT = PAGE.read_text("utf-8")
CONTENTS, BODY = TEXT.split("\n## Contents\n", 1)[1].split("\n## ", 1)
BODY = f"## {BODY}"
LONGEST = 10
LEADS = (["What", "Why", "Status"], ["What", "Why", "Tried", "Status"])
STATUS = re.compile(r"Holds\b|Revisit\b")
CODE = re.compile(r"`([^`]+)`")
NAME = re.compile(r"[A-Za-z_]\w*(?:\.\w+)*(?:\(\))?")
OTHERS = {"to_html"}
"""What another library has and this code does not use."""


def slug(heading: str) -> str:
    """The anchor that GitHub gives a heading: lower case, no punctuation, a hyphen for each space."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def sections() -> dict[str, list[str]]:
    """The lines that are not blank below each numbered heading, up to the next heading."""
    parts = re.split(r"^(#{2,3} .*)$", BODY, flags=re.MULTILINE)[1:]
    return {
        heading.removeprefix("### "): [line for line in text.splitlines() if line.strip()]
        for heading, text in zip(parts[::2], parts[1::2], strict=True)
        if heading.startswith("### ")
    }


SECTIONS = sections()


def words_of_code() -> set[str]:
    files = [p for top in ("fer_core", "ui", "pages") for p in (ROOT / top).rglob("*.py")]
    files += [ROOT / "app.py", ROOT / ".streamlit" / "config.toml"]
    return {word for path in files for word in re.findall(r"\w+", path.read_text("utf-8"))}


def test_anchors_are_those_of_github() -> None:
    assert slug("12. A person's −1, “train/test” and from_the_top") == "12-a-persons-1-traintest-and-from_the_top"


def test_sections_are_numbered_one_after_the_other() -> None:
    numbers = [int(heading.partition(". ")[0]) for heading in SECTIONS]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_contents_list_every_section_in_order_and_lead_to_it() -> None:
    headings = [line.lstrip("# ") for line in BODY.splitlines() if re.match(r"#{2,3} ", line)]
    links = re.findall(r"^(?:- \[|\*\*\[)(.+)\]\(#(.+?)\)", CONTENTS, flags=re.MULTILINE)
    assert links == [(heading, slug(heading)) for heading in headings]
    assert len({anchor for _, anchor in links}) == len(links)


@pytest.mark.parametrize("heading", SECTIONS)
def test_a_section_is_short_and_says_what_why_and_how_it_stands(heading: str) -> None:
    lines = SECTIONS[heading]
    assert len(lines) <= LONGEST
    assert [match[1] for line in lines if (match := re.match(r"- \*\*(\w+)\*\*: ", line))] in LEADS
    assert all(line.startswith(("- **", "  ")) for line in lines)
    assert STATUS.match("\n".join(lines).rpartition("- **Status**: ")[2])


def test_files_that_are_named_are_there() -> None:
    paths = {code for code in CODE.findall(TEXT) if re.fullmatch(r"[\w./-]+\.(?:py|toml|js|css|md)", code)}
    paths |= {f"docs/{target}" for target in re.findall(r"\]\(([^#)]+)\)", TEXT)}
    assert [path for path in sorted(paths) if not (ROOT / path).is_file()] == []


def test_names_of_code_are_in_the_code() -> None:
    names = {code for code in CODE.findall(TEXT) if NAME.fullmatch(code) and not (ROOT / code).exists()}
    last = {name.removesuffix("()").rpartition(".")[2] for name in names} - OTHERS
    assert sorted(last - words_of_code()) == []
