"""Paths as people type and paste them."""

from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fer_core.base.errors import NotFound
from fer_core.base.paths import typed_path
from fer_core.faces.readers import read_faces
from tests.core.archive_files import TABLE

NAMES = st.text(st.sampled_from("aé ö()'#?%&[]·😀"), min_size=1, max_size=8).filter(
    lambda n: n == n.strip() and n[0] not in "'"
)
SPELLINGS = {
    "plain": lambda path: path,
    "blanks": lambda path: f"  {path} \r\n",
    "double quotes": lambda path: f'"{path}"',
    "single quotes": lambda path: f"'{path}'",
    "typographic quotes": lambda path: f"“{path}” ",
    "address": lambda path: "file://" + quote(path),
    "address of this machine": lambda path: "FILE://localhost" + quote(path) + "\n",
    "terminal": lambda path: "".join(f"\\{c}" if c in " ()'#?&[]" else c for c in path) + " ",
    "windows' mark": lambda path: "\u202a" + path,
}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(name=NAMES, spelling=st.sampled_from(sorted(SPELLINGS)))
def test_every_spelling_leads_to_the_file(tmp_path, name, spelling):
    path = tmp_path / name
    path.write_bytes(b"")
    assert typed_path(SPELLINGS[spelling](str(path))) == path
    path.unlink()


@pytest.mark.parametrize("address", ["https://example.org/faces.zip", "HTTP://example.org/faces.zip"])
def test_an_address_is_named_for_what_it_is(address):
    for spelling in (address, str(typed_path(address))):
        with pytest.raises(NotFound, match="an address, not a path") as error:
            read_faces(spelling)
        assert "Download the file" in error.value.remedy


def test_home_is_understood_in_quotes_too(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "my faces").mkdir()
    for text in ("~/my faces", '"~/my faces"', "~/my\\ faces", " ~/my faces\n"):
        assert typed_path(text) == tmp_path / "my faces"


def test_what_is_there_as_it_was_typed_comes_first(tmp_path):
    for name in ("'a'", "a\\ b", "x%20y", " blank "):
        (tmp_path / name).write_bytes(b"")
        assert typed_path(str(tmp_path / name)) == tmp_path / name


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=40)
    | st.sampled_from(["file://[", "~nobody-of-that-name/x", "~\0", '""', "file:", "\0", "x" * 5000])
)
def test_anything_is_some_path(text):
    assert isinstance(typed_path(text), Path)


def test_faces_are_read_from_a_path_as_it_is_typed(tmp_path):
    (tmp_path / "my faces.csv").write_bytes(TABLE)
    for text in (f'"{tmp_path}/my faces.csv" ', f"file://{tmp_path}/my%20faces.csv", f"{tmp_path}/my\\ faces.csv\n"):
        assert len(read_faces(text).faces) == 6


@pytest.mark.parametrize("text", ["", "  ", '""', "' '", "\u202a"])
def test_nothing_is_not_the_current_folder(text):
    with pytest.raises(NotFound):
        read_faces(text)
