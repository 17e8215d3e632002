"""The small parts of the page: escaped text, numbers, days, bars."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import escape

from planlint.output.overview.shape import STATES, Amounts, Share, State
from planlint.text.visible import visible

STATE_NAMES: dict[State, str] = {"done": "done", "active": "in progress", "open": "open", "unstated": "not stated"}


def text(content: str) -> str:
    """`content` from a plan, escaped for text and quoted attributes; control characters become visible."""
    return escape(visible(content))


def own(content: str) -> str:
    """As `text`, set apart from the text around it, which may run in another direction."""
    return f"<bdi>{text(content)}</bdi>"


def link(href: str, line: int, content: str) -> str:
    """A link to a line of the plan at `href`."""
    return f'<a href="{text(href)}#L{line}">{own(content)}</a>'


def facets(owners: Sequence[str], **others: str) -> str:
    """Attributes of an entry by which the page's script filters it; of several values one is enough."""
    others["owner"] = "|".join(map(str.casefold, owners)) or "-"
    return "".join(f' data-{name}="{text(value)}"' for name, value in others.items())


def grid(heads: Sequence[tuple[str, str]], rows: Iterable[str]) -> str:
    """A table: its columns' heads, each with a class, above rows."""
    head = "".join(f'<th scope="col" class="{style}">{name}</th>' for name, style in heads)
    return f'<table class="sections"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def box(name: str, title: str, content: str) -> str:
    """A part of the page; `name` is its heading's id."""
    return f'<section aria-labelledby="{name}"><h2 id="{name}">{title}</h2><div class="box">{content}</div></section>\n'


def number(value: float) -> str:
    """A number as people write it: thousands marked, one decimal where it has any."""
    return f"{value:,.1f}".removesuffix(".0")


def count(value: int, noun: str) -> str:
    """`1 plan`, `2 plans`."""
    return f"{value:,} {noun}{'' if value == 1 else 's'}"


def percent(share: Share) -> str:
    """How much is done, rounded down, so that only what is done is 100 %."""
    done = share["done"] * 100 // share["total"] if share["total"] else 0
    return "<1%" if share["done"] and not done else f"{done}%"


def day(iso: str, *, year: bool = True) -> str:
    """`5 Jan 2026`, or without its year `5 Jan`, as a <time>."""
    on = date.fromisoformat(iso)
    shown = f"{on.day} {MONTHS[on.month - 1]}{f' {on.year}' if year else ''}"
    return f'<time datetime="{iso}">{shown}</time>'


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def tasks_done(share: Share) -> str:
    """What a cell shows of tasks: a bar with `2/5 · 40%`."""
    if not share["total"]:
        return '<span class="small muted">none</span>'
    told = f"{share['done']:,}/{share['total']:,} · {escape(percent(share))}"
    return f'{share_bar(share)}<span class="small">{told}</span>'


def share_bar(share: Share) -> str:
    """A bar of what is done, with its percentage as text for those who cannot see it."""
    width = share["done"] * 100 / share["total"]
    label = escape(f"{percent(share)} done")
    return (
        f'<svg class="bar" role="img" aria-label="{label}">'
        f'<rect class="done" width="{width:.4g}%" height="100%"/></svg>'
    )


def amounts_bar(amounts: Amounts, unit: str) -> str:
    """A bar of done, active, open and unstated amounts, and the same in words."""
    whole, shown = total(amounts), [state for state in STATES if amounts[state]]
    parts, at = [], 0.0
    for state in shown:
        width = amounts[state] * 100 / whole
        parts.append(f'<rect class="{state}" x="{at:.4g}%" width="{width:.4g}%" height="100%"/>')
        at += width
    words = [f"{number(amounts[state])} {unit} {STATE_NAMES[state]}" for state in shown]
    items = (f"<li>{swatch(state)}{escape(told)}</li>" for state, told in zip(shown, words, strict=True))
    return f'<svg class="bar" aria-hidden="true">{"".join(parts)}</svg><ul class="legend">{"".join(items)}</ul>'


def swatch(state: State) -> str:
    """A square in the colour of a state, for a legend."""
    return f'<svg class="swatch" aria-hidden="true"><rect class="{state}" width="100%" height="100%"/></svg>'


def severities(times: Mapping[str, int]) -> str:
    """`2 errors`, `1 warning`, the worst first; empty where there are none."""
    return " ".join(
        f'<span class="{severity}">{count(times[severity], noun)}</span>'
        for severity, noun in (("error", "error"), ("warning", "warning"), ("info", "note"))
        if times.get(severity)
    )


def total(amounts: Amounts) -> float:
    """All amounts together."""
    return sum(amounts[state] for state in STATES)


def left(amounts: Amounts) -> float | None:
    """What is said to be still to be done; None where nothing is said of any of it."""
    known = amounts["done"] or amounts["active"] or amounts["open"]
    return amounts["active"] + amounts["open"] if known else None
