"""The numbers that judge, outside the calibration. Each has a test that fails when it doubles."""

HIGH = 0.8
"""From here on a finding is `high`: of all that is reported by default, nine in ten are to be right."""
MEDIUM = 0.5
LOW = 0.35
GRADES = {"high": HIGH, "medium": MEDIUM, "low": LOW}
"""What `confidence` may be set to, and the least confidence that is then reported."""
SURE = 0.9
"""From here on a safe fix may be applied, and what lines say counts more than what one of them says."""
PROVEN = 0.97
"""What arithmetic or a calendar proves, where agreement is beside the point."""
LIKELY = 0.75
DOUBTFUL = 0.45
ABOUT = 0.10
"""How much of a value "~" is worth."""
NEARLY = 80.0
"""From this percentage on, some call a thing done."""
POINTS = 5.0
"""How many points of a percentage "~" is worth."""
PLUS = 1.35
"""How many times N "N+" may mean."""
JUDGED = 5.0
"""How many judged findings outweigh the calibration."""
BORROWED = 6.0
"""How many readings of its own outweigh what a longer combination of features borrows."""
UNREAD = 2.0
"""What a relation that only readers can judge starts with: as many readings, half of them right."""
WITNESS = 0.5
"""How much of a second witness counts: two relations about one statement are not independent."""
FEW = 4.0
"""Counts up to here agree and miss by chance."""
ODD = 0.5
"""What is left of a given confidence where the document's other ties of the relation disagree as often as they
agree."""
WEAK = 0.6
"""What is left of the odds when a weak reading agrees."""
MANY = 20.0
"""Counts of one name in two places come near each other by chance below here."""
