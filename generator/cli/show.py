"""How the terminal shows a decision."""

import json
import shutil
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import click

WIDEST = 100
HEADS = ("", "Channel", "Verdict", "Pace", "A week", "Adds", "Reach")


def told(text: str) -> None:
    """Print a result, if there is one."""
    if text:
        click.echo(text)


def table(data: str) -> str:
    """Return `decision.json` as a table with a reason under each channel."""
    facts = json.loads(data)
    rows = [_row(choice) for choice in facts["choices"]]
    widths = [max(len(row[i]) for row in [HEADS, *rows]) for i in range(len(HEADS))]
    width = min(shutil.get_terminal_size().columns, WIDEST)
    lines = [*_summary(facts), "", _line(HEADS, widths)]
    last = None
    for choice, row in zip(facts["choices"], rows, strict=True):
        if last == "now" and choice["verdict"] != "now":
            lines.append(f"{' stop here ':-^{width}}")
        last = choice["verdict"]
        lines.append(_line(row, widths))
        lines += _reasons(choice, width)
    return "\n".join(lines)


def _summary(facts: Mapping[str, Any]) -> Iterator[str]:
    hours, reach, everywhere = facts["hours"], facts["reach"], facts["everywhere"]
    now = sum(choice["verdict"] == "now" for choice in facts["choices"])
    yield f"{facts['profile']}: {now} of {everywhere['channels']} channels"
    yield (
        f"{hours['planned']:g} of {hours['available']:g} hours a week, "
        f"{hours['human']:g} of them for people first; meets {_range(reach)} in 100 customers"
    )
    yield (
        f"everywhere: {everywhere['hours']:g} hours a week, "
        f"meets {_range(everywhere['reach'])} in 100"
    )


def _row(choice: Mapping[str, Any]) -> tuple[str, ...]:
    minutes = round(choice["hours_per_week"] * 60)
    return (
        str(choice["rank"]),
        choice["name"],
        choice["verdict"],
        choice["tier"],
        f"{minutes // 60} h {minutes % 60:02d}",
        f"+{round(choice['adds']['mid'] * 100)}",
        _range(choice["reach"]),
    )


def _range(value: Mapping[str, float]) -> str:
    low, high = round(value["low"] * 100), round(value["high"] * 100)
    return str(low) if low == high else f"{low} to {high}"


def _line(cells: Iterable[str], widths: Iterable[int]) -> str:
    return "  ".join(f"{c:<{w}}" for c, w in zip(cells, widths, strict=True)).rstrip()


def _reasons(choice: Mapping[str, Any], width: int) -> Iterator[str]:
    reasons = [choice["trigger"]] if "trigger" in choice else choice["because"]
    for reason in reasons[:2]:
        yield from textwrap.wrap(
            reason["text"], width, initial_indent="    - ", subsequent_indent="      "
        )
