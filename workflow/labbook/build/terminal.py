"""Write the build's progress to stderr, with one live line below if stderr is a terminal."""

import sys
from collections.abc import Callable

from rich.console import Console
from rich.live import Live
from rich.text import Text


class _SteadyConsole(Console):
    """Never hides the cursor: a build that is killed could not show it again."""

    def show_cursor(self, show: bool = True) -> bool:
        return False


class Terminal:
    """Prints lines; while there is a live line, above it."""

    def __init__(self) -> None:
        is_terminal = sys.stderr.isatty()
        self._console = _SteadyConsole(stderr=True, force_terminal=is_terminal)
        self._can_redraw = is_terminal and not self._console.is_dumb_terminal
        self._live: Live | None = None

    @property
    def has_line(self) -> bool:
        return self._live is not None

    def begin_line(self, line: Callable[[], str]) -> None:
        """Show what `line` returns, every second anew. Does nothing if stderr is no terminal."""
        if self._can_redraw:
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
        self._console.print(Text.from_ansi(text), soft_wrap=True)
