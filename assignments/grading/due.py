"""How many days late a submission came, where that is known."""

import csv
import io
import math
import re
from datetime import datetime, timedelta
from pathlib import Path

from assignments.grading.course import names
from assignments.grading.intake import Handed
from assignments.grading.roster import decoded, time_of

DAY = re.compile(r"\d{4}-\d\d-\d\d")


def read_due(text: str | None) -> dict[str, datetime]:
    """Last dates by assignment; the one of ``""`` is for all.

    Parameters
    ----------
    text : str, optional
        A time, ``2026-03-31 23:59``, or the path of a CSV: assignment, due. A day alone
        lasts until midnight.

    Raises
    ------
    ValueError
        If a time, or the table, cannot be read, or there is no such assignment.
    """
    if not text:
        return {}
    pairs = {"": text}
    if Path(text).is_file():
        lines = decoded(Path(text).read_bytes()).replace(";", ",")
        rows = csv.reader(io.StringIO(lines, newline=""))
        try:
            pairs = {row[0].strip(): row[1].strip() for row in rows if len(row) > 1}
        except csv.Error as error:
            raise ValueError(
                f"{text}: {error}: is a quotation mark left open?"
            ) from None
        pairs.pop("assignment", None)
        for name in pairs.keys() - {"", *names()}:
            raise ValueError(f"due: expected one of {', '.join(names())}, got {name!r}")
    times = {
        name: time_of(f"{time} 23:59:59" if DAY.fullmatch(time) else time)
        for name, time in pairs.items()
    }
    for name, time in times.items():
        if time is None:
            raise ValueError(f"due: expected 2026-03-31 23:59, got {pairs[name]!r}")
    return times


def late_days(handed: Handed, due: dict[str, datetime]) -> int | str:
    """Days late, begun ones too; ``late`` if no more is known, blank if nothing is."""
    last = due.get(handed.assignment, due.get(""))
    if last is None or handed.time is None:
        return "late" if handed.late else ""
    return max(0, math.ceil((handed.time - last) / timedelta(days=1)))
