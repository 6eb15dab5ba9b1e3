"""The one exception for a mistake the user can mend."""


class LabbookError(Exception):
    """A whole sentence for the user: which key or file, what is wrong, what would be right.

    A command that ends in it prints the sentence without a traceback and exits with `exit_code`.
    """

    exit_code = 2
