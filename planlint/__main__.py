"""`python -m planlint`."""

from planlint.cli._main import main

main()
