"""The commands of the command line: each module holds one `command`, called like the module; it returns an exit code."""
