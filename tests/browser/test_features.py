"""The slider of components, moved by keyboard in a real browser."""

import re
from typing import Any

import pytest

from tests.browser.conftest import SmallHome
from tests.browser.journey import AT_REST, until, wait_for_link

pytestmark = pytest.mark.browser


def test_the_slider_of_components_by_keyboard(small: SmallHome, page: Any, console_errors: list[str]) -> None:
    mine = small.study()
    page.goto(small.url("features", mine))
    wait_for_link(page, "Clusters")
    slider = page.get_by_role("slider", name="PCA components")
    before = int(slider.input_value())
    for fewer in (1, 2):
        slider.press("ArrowLeft")
        page.get_by_text(f"reduced to {before - fewer} components").wait_for()
        page.wait_for_function(AT_REST)
    page.get_by_text(f"{before - 2} used").wait_for()  # the chart's line
    until(page, page.get_by_role("radio", name="Extreme faces").click, page.get_by_text("lowest values on component 1"))
    page.wait_for_function(AT_REST)
    page.get_by_role("slider", name=re.compile("^Component")).press("ArrowRight")
    page.get_by_text("lowest values on component 2").wait_for()
    assert small.lab(mine).choices.reduction.components == before - 2
    assert not [error for error in console_errors if "404" not in error]
