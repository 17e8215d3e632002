"""The rules that look for something themselves: each is a function called like its YAML file in rules/, in the module
of its family. All others are told by relations."""

from collections.abc import Sequence, Set

from planlint.compare import relations
from planlint.compare.plan import Plan
from planlint.compare.tie import Tie
from planlint.text.diagnostics import Applicability, Finding
from planlint.text.policy import LOW, SURE
from planlint.text.records import replace


def contradictions(plan: Plan, code: str) -> Sequence[Finding]:
    """What the relations of the rule `code` say about `plan`, from the lowest grade of confidence on. Where relations
    failed, rules that have nothing to say fail: they may have had."""
    every, fault = relations.contradictions(plan)
    if code not in every:
        if fault:
            raise fault
        return ()
    told = [tie.tell(tie) for tie in every[code] if tie.confidence >= LOW]
    if any(finding.fix and finding.related for finding in told):
        doubted = {tie.key for ties in every.values() for tie in ties if tie.confidence >= LOW and not _is_mended(tie)}
        told = [_unless_doubted(finding, doubted) for finding in told]
    return told


def _is_mended(tie: Tie) -> bool:
    """Whether a safe fix puts right what is stated there, before another takes its value from it."""
    fix = tie.tell(tie).fix
    return tie.confidence >= SURE and fix is not None and fix.applicability is Applicability.SAFE


def _unless_doubted(finding: Finding, doubted: Set[int]) -> Finding:
    """`finding`, whose fix is safe only where what it is taken from is not contradicted itself, at one of `doubted`."""
    fix = finding.fix
    if fix is None or all(each.span.start not in doubted for each in finding.related):
        return finding
    return replace(finding, fix=replace(fix, applicability=Applicability.UNSAFE))
