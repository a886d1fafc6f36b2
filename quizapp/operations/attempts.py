"""Start, save and hand in attempts."""

from datetime import datetime


def submit_overdue(now: datetime) -> int:
    """Hand in every attempt whose time is over; returns how many there were."""
    return 0
