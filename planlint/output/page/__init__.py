"""The report as one page that loads nothing: a pure function of the report's data."""

from base64 import b64encode
from datetime import date
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template

from planlint.output.overview.shape import Report
from planlint.output.page.lead import agenda, folders, owners, rules, tools
from planlint.output.page.parts import count, day
from planlint.output.page.plan import plan_card
from planlint.output.page.summary import failures, overview
from planlint.output.page.trend import trend

_HERE = Path(__file__).parent
_MOST_OPEN = 5
"""With more plans than these, each is closed until its reader opens it."""


def render(report: Report) -> str:
    """The whole page, as HTML. Its policy lets no part of it load or run anything but its own style and script."""
    style, script = (_HERE.joinpath(name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return Template(_HERE.joinpath("page.html").read_text(encoding="utf-8")).substitute(
        policy=policy,
        version=escape(report["planlint"]),
        title="Plan report",
        style=style,
        script=script,
        body=_body(report),
    )


def _hash(content: str) -> str:
    """As a Content-Security-Policy names an inline style or script."""
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"


def _body(report: Report) -> str:
    plans, today = report["plans"], date.fromisoformat(report["today"])
    opened = len(plans) <= _MOST_OPEN
    cards = "".join(plan_card(plan, index, today, opened=opened) for index, plan in enumerate(plans))
    return (
        f"<header><div><h1>Plan report</h1>"
        f'<p class="muted">{count(len(plans), "plan")} · {day(report["today"])}</p></div>'
        f'<button type="button" class="theme" hidden>Colours</button></header>\n'
        f'<main id="main" tabindex="-1">{tools(report) if plans else ""}'
        f"{failures(report['failures'])}{agenda(report)}{overview(report)}{trend(report)}"
        f"{folders(report)}{owners(report)}{rules(report)}"
        f"{cards}</main>\n{_footer(report)}"
    )


def _footer(report: Report) -> str:
    return (
        f"<footer><p>Made by planlint {escape(report['planlint'])}. Counted are tasks without tasks below them; "
        "optional and cancelled ones are left out. Estimates in days and weeks are shown as hours (8 a day and 40 "
        "a week, unless the configuration says otherwise), ranges as their middle.</p></footer>"
    )
