"""The commands of the command line: each module holds one `command`, called like it, which returns an exit code."""
