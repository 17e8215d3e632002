"""The report as one page that loads nothing: a pure function of the report's data."""

from base64 import b64encode
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from planlint.output.overview.shape import Report
from planlint.output.overview.timeline import is_overdue
from planlint.output.page import figures, timeline
from planlint.output.page.lead import agenda, choices, folders, rules, weight
from planlint.text.visible import visible

_HERE = Path(__file__).parent


def render(report: Report) -> str:
    """The whole page, as HTML. Its policy lets no part of it load or run anything but its own style and script; what
    the template shows is escaped, and its control characters are visible."""
    style, script = (_HERE.joinpath(name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    late, soon = agenda(report)
    worst = sorted(enumerate(report["plans"]), key=lambda each: -weight(each[1]))
    return (
        _environment()
        .get_template("page.html")
        .render(
            report,
            policy=Markup(policy),
            style=Markup(style),
            script=Markup(script),
            day_of_report=date.fromisoformat(report["today"]),
            states=figures.STATE_NAMES,
            choices=choices(report),
            late=late,
            soon=soon,
            worst=[(index, plan, weight(plan)) for index, plan in worst],
            folders=folders(report),
            rules=rules(report),
        )
    )


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        trim_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        finalize=_shown,
    )
    made.filters |= {name: getattr(figures, name) for name in figures.FILTERS}
    made.filters |= {
        "casefold": str.casefold,
        "scale": timeline.Scale,
        "area": timeline.area,
        "change": timeline.change,
    }
    made.tests["overdue"] = is_overdue
    return made


def _shown(value: Any) -> Any:
    return visible(value) if type(value) is str else value


def _hash(content: str) -> str:
    """As a Content-Security-Policy names an inline style or script."""
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"
