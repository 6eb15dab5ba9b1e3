"""Where the build's progress is written: stderr, with one live line below if it is a terminal."""

import sys
from collections.abc import Callable

from rich.console import Console
from rich.live import Live
from rich.text import Text


class _SteadyConsole(Console):
    """Leaves the cursor visible, so that no way to kill a build leaves a terminal without one."""

    def show_cursor(self, show: bool = True) -> bool:
        return False


class Terminal:
    """Prints lines, above the live line while there is one."""

    def __init__(self) -> None:
        is_terminal = sys.stderr.isatty()
        self._console = _SteadyConsole(stderr=True, force_terminal=is_terminal)
        self._can_redraw = is_terminal and not self._console.is_dumb_terminal
        self._live: Live | None = None

    @property
    def has_line(self) -> bool:
        return self._live is not None

    def begin_line(self, line: Callable[[], str]) -> None:
        """Show what `line` returns, and again every second; nothing if this is no terminal."""
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
        """Print lines as they are, colors included, however long they are."""
        self._console.print(Text.from_ansi(text), soft_wrap=True)
