"""A tie: one statement held against what the document shows for it, by one relation."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from planlint.compare.values import Value, compare, distance
from planlint.plan.amounts import Amount
from planlint.plan.outline import Node
from planlint.text.diagnostics import Finding

if TYPE_CHECKING:
    from planlint.compare.plan import Plan


class Reading(NamedTuple):
    """Another way to see the evidence. `strong` ones silence where they agree; weak ones lower the confidence."""

    value: Value
    how: str
    strong: bool = True


class Tie:
    """`relation` binds what `node` states (`amount`; None for states and dates) to `parts`.

    `features` say what kind of tie it is, the most telling first: the calibration has counts for each combination.
    `outcome` is "agree", "soft" (agrees by what is printed vaguely), "explained" (another reading agrees) or how far
    the two are apart: a bucket of `values.distance`, or for states a word of the relation's own. `confidence` that a
    disagreement is a contradiction is set by the judge, `tell` makes the finding. `given` is the confidence of a
    relation whose agreement says nothing (a calendar, one number against its own range): a grade of the policy.
    `only_conflicts` says that the relation ties nothing else, so that siblings say nothing. `cap` bounds `confidence`.
    Ties of one `group` (two containers, a kind of slot) are each other's siblings. `null` are outcomes that the
    statement has with evidence it is not about, of the same containers or document.
    """

    __slots__ = (
        "amount",
        "cap",
        "code",
        "confidence",
        "features",
        "given",
        "group",
        "key",
        "node",
        "null",
        "only_conflicts",
        "outcome",
        "parts",
        "relation",
        "shown",
        "tell",
        "weak",
    )

    def __init__(
        self,
        relation: str,
        code: str,
        node: Node,
        features: Sequence[str],
        tell: Callable[["Tie"], Finding],
        *,
        key: int | None = None,
        outcome: str = "",
    ) -> None:
        self.relation, self.code, self.node = relation, code, node
        self.features = tuple(features)
        self.tell = tell
        self.key = node.start if key is None else key
        """Where the statement stands: ties with one key are witnesses of one statement."""
        self.outcome = outcome
        self.amount: Amount | None = None
        self.shown: Value | None = None
        self.parts: Sequence[Node] = ()
        self.weak = 0
        self.given = 0.0
        self.cap = 1.0
        self.only_conflicts = False
        self.group: object = None
        self.null: Sequence[str] = ()
        self.confidence = 0.0

    def weigh(self, amount: Amount, shown: Value, readings: Sequence[Reading] = ()) -> "Tie":
        """Compare `amount` with `shown`, and with the other `readings`; sets `outcome` and `weak`."""
        self.amount, self.shown, self.key = amount, shown, amount.start
        outcome = compare(amount, shown)
        if outcome == "differs":
            agreeing = [each for each in readings if compare(amount, each.value) != "differs"]
            if any(each.strong for each in agreeing):
                outcome_text = "explained"
            else:
                self.weak = len(agreeing)
                outcome_text = distance(amount, shown)
        else:
            outcome_text = outcome
        self.outcome = outcome_text
        return self

    @property
    def differs(self) -> bool:
        """Whether the two sides contradict each other, if they are about one thing."""
        return self.outcome not in ("agree", "soft", "explained")


def conflict(relation: str, code: str, plan: "Plan", given: float, finding: Finding) -> Tie:
    """A tie that disagrees, of a relation that ties nothing else; its finding is known already."""
    node = plan.outline.at(finding.span.start) or plan.outline.first
    made = Tie(relation, code, node, (), partial(_graded, finding), key=finding.span.start, outcome="conflict")
    made.given, made.only_conflicts = given, True
    return made


def _graded(finding: Finding, tie: Tie) -> Finding:
    return Finding(finding.span, finding.message, finding.related, finding.fix, tie.confidence)
