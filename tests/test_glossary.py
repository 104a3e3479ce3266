"""Whatever people read, on pages, in commands, documents and code, uses the words of docs/glossary.md."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GLOSSARY = ROOT / "docs" / "glossary.md"
PACKAGES = [
    folder
    for top in ("fer_core", "ui", "pages")
    for folder in ([ROOT / top] if top == "pages" else sorted((ROOT / top).iterdir()))
    if folder.is_dir() and any(folder.rglob("*.py"))
]
DOCUMENTS = [ROOT / "README.md", *(one for one in sorted((ROOT / "docs").glob("*.md")) if one != GLOSSARY)]
ARGUMENT = re.compile(r"^\s*\w+: ", re.MULTILINE)  # in a docstring: the name of a field may be one that is stored
CODE = re.compile(r"`[^`]*`")


def refused() -> re.Pattern[str]:
    """Words and phrases in `code` in the last column of the glossary's tables."""
    last = [line.rstrip("| ").rsplit("|", 1)[-1] for line in GLOSSARY.read_text().splitlines() if line.startswith("|")]
    phrases = [phrase for cell in last for phrase in re.findall(r"`([^`]+)`", cell)]
    return re.compile("|".join(rf"\b{re.escape(phrase)}(?:s|ed|d|ing)?\b" for phrase in phrases), re.IGNORECASE)


REFUSED = refused()


def prose_of_code(path: Path) -> list[tuple[int, str]]:
    """Line and text of each comment and docstring, and of each string of several words or with a capital letter."""
    source = path.read_text()
    texts = [
        (node.lineno, ARGUMENT.sub("", node.value))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search(r"^[A-Z]|\S \S", node.value)
    ]
    comments = (one for one in tokenize.generate_tokens(io.StringIO(source).readline) if one.type == tokenize.COMMENT)
    return texts + [(one.start[0], one.string) for one in comments]


def prose_of(path: Path) -> list[tuple[int, str]]:
    if path.suffix == ".py":
        return prose_of_code(path)
    lines = path.read_text().splitlines()
    if path.suffix == ".js":
        return [
            (n, text) for n, line in enumerate(lines, 1) for text in re.findall(r"//.*|\"[^\"]* [^\"]*\"|`[^`]*`", line)
        ]
    return [(n, CODE.sub("", line)) for n, line in enumerate(lines, 1)]


def found_in(paths: list[Path]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{line}: {hit.group()}"
        for path in paths
        for line, text in prose_of(path)
        for hit in REFUSED.finditer(text)
    ]


def test_the_glossary_refuses_something() -> None:
    assert REFUSED.search("Which faces judge the result?") and not REFUSED.search("Which faces test the result?")


@pytest.mark.parametrize("package", PACKAGES, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_pages_commands_and_code_use_the_words_of_the_glossary(package: Path) -> None:
    assert found_in([*package.rglob("*.py"), *package.rglob("*.js")]) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_documents_use_the_words_of_the_glossary(document: Path) -> None:
    assert found_in([document]) == []
