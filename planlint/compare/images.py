"""The relation `share.image`: a progress image and what stands beside it."""

from collections.abc import Iterator
from math import floor

from planlint.compare.plan import Plan
from planlint.compare.share import fits
from planlint.compare.tie import Tie, conflict
from planlint.compare.values import number
from planlint.plan.bars import read_images
from planlint.text.diagnostics import Applicability, Edit, Finding, Fix, Related
from planlint.text.policy import PROVEN
from planlint.text.source import Span


def ties(plan: Plan) -> Iterator[Tie]:
    """The number in the address of each image against its own text, else against the one percentage on its line."""
    source = plan.document.source
    for image in read_images(plan.document):
        line = source.line_span(source.line_of(image.span.start))
        value = float(image.value)
        if image.alt is not None:
            stated, place, grade = float(image.alt), image.alt_number, Applicability.UNSAFE
            told = f"the image shows {image.value}%, its text says {image.alt}%"
            agrees = stated == value
        else:
            beside = [a for a in plan.outline.amounts.within(*line) if a.kind == "percent" and a.exact]
            beside = [a for a in beside if not image.span.covers(Span(a.start, a.end))]
            if len(beside) != 1:
                continue
            stated, place, grade = beside[0].low, Span(beside[0].start, beside[0].end), Applicability.SAFE
            told = f"the image shows {image.value}%, the text beside it says {number(stated)}%"
            agrees = fits(beside[0], value, 100.0) or floor(stated) == value
        if not agrees:
            shown = number(stated)
            fix = Fix(f"Show {shown}%", (Edit(image.number, shown),), grade)
            related = (Related(place, f"{shown}% is stated here"),)
            yield conflict("share.image", "PRG005", plan, PROVEN, Finding(image.number, told, related, fix))
