"""What was done and open over time, as a burn-up."""

from datetime import date

from planlint.output.overview.shape import Moment, Report
from planlint.output.page.parts import box, count, day, grid, swatch, text

_HEIGHT = 30


def trend(report: Report) -> str:
    """Two areas, what is done below all that there is, and the same as a folded table."""
    moments = report["trend"]
    if len(moments) < 2:
        return ""
    first, last = moments[0], moments[-1]
    done, added = (last["tasks"][key] - first["tasks"][key] for key in ("done", "total"))
    more = f"{added:+,} in all".replace("-", "−") if added else "as many in all"
    told = f"{done:+,} done, {more}".replace("-", "−")
    rows = (
        f'<tr><th scope="row">{day(each["day"])}</th><td class="number">{each["tasks"]["done"]:,}</td>'
        f'<td class="number">{each["tasks"]["total"] - each["tasks"]["done"]:,}</td></tr>'
        for each in moments
    )
    table = grid((("Day", ""), ("Done", "number"), ("Open", "number")), rows)
    return box(
        "trend",
        "Trend",
        f'<p>Since {day(first["day"])}: {told}</p><svg class="burnup" role="img" aria-label="{text(told)}" '
        f'viewBox="0 0 100 {_HEIGHT}" preserveAspectRatio="none">{_area(moments, "open")}{_area(moments, "done")}</svg>'
        f'<p class="axis small muted">{day(first["day"])} {day(last["day"])}</p>'
        f'<ul class="legend"><li>{swatch("done")}done</li><li>{swatch("open")}open</li></ul>'
        f'<details class="details"><summary>{count(len(moments), "day")} one by one</summary>{table}</details>',
    )


def _area(moments: list[Moment], state: str) -> str:
    """All below the line of what is done, or of what is done and open together."""
    days = [date.fromisoformat(each["day"]).toordinal() for each in moments]
    most = max(each["tasks"]["total"] for each in moments) or 1
    highs = [each["tasks"]["done" if state == "done" else "total"] / most for each in moments]
    span = days[-1] - days[0]
    line = "".join(
        f" {(day - days[0]) * 100 / span:.4g},{(1 - high) * _HEIGHT:.4g}" for day, high in zip(days, highs, strict=True)
    )
    return f'<polygon class="{state}" points="0,{_HEIGHT}{line} 100,{_HEIGHT}"/>'
