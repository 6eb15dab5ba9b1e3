"""The exception for a mistake that the user can correct."""


class LabbookError(Exception):
    """Its text is a whole sentence for the user: which key or file, what is wrong, what is right.

    A command that raises it prints the sentence without a traceback and exits with `exit_code`.
    """

    exit_code = 2
