"""Read whole numbers from texts that anybody may have written: addresses, names of fields, places of faults."""

MOST_WHOLE = 2**31 - 1  # what a column of a database holds


def whole_number(text: str, most: int = MOST_WHOLE) -> int | None:
    """Return the number that plain digits write; None for any other text, and beyond `most`."""
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(most)):
        return None
    return number if (number := int(text)) <= most else None
