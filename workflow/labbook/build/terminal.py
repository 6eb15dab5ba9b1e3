"""What a build prints, and its live line.

Rich is imported only when there is something to print, which in a build without a job there is not.
"""

import sys
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.live import Live


class Terminal:
    """Prints lines; while there is a live line, above it."""

    def __init__(self) -> None:
        self._live: Live | None = None

    @property
    def has_line(self) -> bool:
        return self._live is not None

    def begin_line(self, line: Callable[[], str]) -> None:
        """Show what `line` returns, every second anew. Does nothing if stderr is no terminal."""
        if sys.stderr.isatty() and not self._console.is_dumb_terminal:
            from rich.live import Live
            from rich.text import Text

            self._live = Live(
                get_renderable=lambda: Text(line(), no_wrap=True, overflow="crop"),
                console=self._console,
                refresh_per_second=1,
                transient=True,
                redirect_stdout=False,
            )
            self._live.start()

    def refresh_line(self) -> None:
        if self._live is not None:
            self._live.refresh()

    def end_line(self) -> None:
        live, self._live = self._live, None
        if live is not None:
            live.stop()

    def print(self, text: str) -> None:
        """Print `text` with its colors. Long lines are not broken."""
        from rich.text import Text

        self._console.print(Text.from_ansi(text), soft_wrap=True)

    @cached_property
    def _console(self) -> "Console":
        from rich.console import Console

        class SteadyConsole(Console):
            """Never hides the cursor: a build that is killed could not show it again."""

            def show_cursor(self, show: bool = True) -> bool:
                return False

        return SteadyConsole(stderr=True, force_terminal=sys.stderr.isatty())
