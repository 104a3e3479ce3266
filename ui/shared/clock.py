"""Times for people, in the time zone of their browser."""

from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st


def moment(at: str, zone: tzinfo | None) -> str:
    """A time of the log (UTC, ISO 8601) for people: "14:02:11", with the day before it where that is not today."""
    if not at:
        return ""
    local = datetime.fromisoformat(at).astimezone(zone)
    return f"{local:%H:%M:%S}" if local.date() == datetime.now(zone).date() else f"{local:%d %b %H:%M}"


def zone_here() -> tzinfo | None:
    """The browser's time zone; the server's where it does not say."""
    try:
        return ZoneInfo(st.context.timezone) if st.context.timezone else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
