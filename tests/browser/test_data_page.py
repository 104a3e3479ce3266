"""The Data page in a real browser: an upload, its counts, and a face by click and by address."""

import re
from typing import Any

import pytest

from fer_core.faces.faceset import FaceSet
from tests.browser.conftest import SmallHome
from tests.browser.journey import open_other_faces
from tests.core.reader_files import csv_rows

pytestmark = pytest.mark.browser


def test_an_upload_is_counted_and_every_face_has_an_address(
    small: SmallHome, page: Any, faces: FaceSet, console_errors: list[str]
) -> None:
    page.goto(small.url("data", small.study()))  # the page's name leads to its address, which is the root
    page.wait_for_url(lambda url: "/?study=" in url)
    open_other_faces(page)
    assert not page.get_by_text("Page not found").count()
    page.get_by_role("tab", name="Upload").click()
    rows = csv_rows(faces)
    rows[6] = rows[6].replace(" ", " 300 ", 1)
    table = "\n".join(rows).encode()
    page.locator("input[type=file]").first.set_input_files(
        {"name": "small.csv", "mimeType": "text/csv", "buffer": table}
    )
    page.get_by_role("button", name="Open upload").click()
    page.locator("[data-testid=stMetricValue]", has_text=re.compile("^209$")).wait_for()
    page.get_by_text("Import report: 1 rejected").wait_for()
    assert not list((small.store.home / "uploads").iterdir())
    page.get_by_text(re.compile("^209 faces, in random order")).wait_for()

    # A click brings a face to the front, and the address names it
    face = page.get_by_role("button", name=re.compile(r"^Face \d+, ")).first
    title = face.get_attribute("title")
    number = int(re.match(r"Face (\d+)", title)[1])  # type: ignore[index]
    face.click()
    dialog = page.get_by_role("dialog")
    name, source = title.rsplit(", ", 1)
    assert re.fullmatch(r"line \d+", source)
    dialog.get_by_role("heading", name=name, exact=True).wait_for()
    dialog.get_by_text(source).wait_for()
    page.wait_for_url(re.compile(rf"face={number}$"))
    address = dialog.locator("code").inner_text()
    dialog.get_by_role("button", name="Close").click()
    dialog.wait_for(state="detached")
    page.wait_for_url(lambda url: "face=" not in url)

    # The address that was offered opens the same face
    page.goto(address)
    page.get_by_role("dialog").get_by_role("heading", name=name, exact=True).wait_for()
    page.get_by_role("dialog").get_by_text("Histogram equalisation").click()
    page.get_by_role("dialog").get_by_text("Original, and after").wait_for()
    assert not [e for e in console_errors if "404" not in e]


def test_an_unknown_study_at_the_first_address_of_a_new_server(small_alone: SmallHome, page: Any) -> None:
    known = small_alone.url("data", small_alone.study())
    page.goto(known.replace("study=", "study=un"))
    page.get_by_role("heading", name="This study cannot be opened").wait_for()
    page.get_by_role("button", name="Mine").click()
    page.get_by_role("heading", name="Data", exact=True).wait_for()
    assert not page.get_by_test_id("stException").count()
