"""Times in the time zone of the browser."""

from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st


def moment(at: str, zone: tzinfo | None) -> str:
    """A time of the log (UTC, ISO 8601) as text: "14:02:11" today, "27 Nov 14:02" on other days; "" for none."""
    if not at:
        return ""
    local = datetime.fromisoformat(at).astimezone(zone)
    return f"{local:%H:%M:%S}" if local.date() == datetime.now(zone).date() else f"{local:%d %b %H:%M}"


def zone_here() -> tzinfo | None:
    """The time zone of the browser; None, which means that of the server, if it is unknown."""
    try:
        return ZoneInfo(st.context.timezone) if st.context.timezone else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
