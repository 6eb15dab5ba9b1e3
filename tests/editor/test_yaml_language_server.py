"""An editor with the language server for YAML completes a config.yaml and underlines its slips."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SERVER = ROOT / "tests" / "node_modules" / ".bin" / "yaml-language-server"

pytestmark = pytest.mark.skipif(
    not SERVER.exists() or shutil.which("node") is None,
    reason="needs the language server: `npm ci --prefix tests`",
)

FIRST_LINE = f"# yaml-language-server: $schema={ROOT}/docs/config.schema.json\n"
CONFIG = (ROOT / "config.yaml").read_text(encoding="utf-8")


class Editor:
    """A client of the server, by the Language Server Protocol (version 3.17)."""

    def __init__(self) -> None:
        self._server = subprocess.Popen(
            [SERVER, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._asked = 0
        self._opened = 0
        self.ask("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
        self._say("initialized", {})
        settings = {"schemaStore": {"enable": False}, "completion": True, "validate": True}
        self._say("workspace/didChangeConfiguration", {"settings": {"yaml": settings}})

    def close(self) -> None:
        self.ask("shutdown", None)
        self._say("exit", None)
        assert self._server.wait(timeout=30) == 0
        for stream in (self._server.stdin, self._server.stdout):
            assert stream is not None
            stream.close()

    def open(self, text: str) -> str:
        """Open a config; its address."""
        self._opened += 1
        address = f"file:///config_{self._opened}.yaml"
        item = {"uri": address, "languageId": "yaml", "version": 1, "text": text}
        self._say("textDocument/didOpen", {"textDocument": item})
        return address

    def underlined(self, text: str) -> list[str]:
        """What is wrong with a config."""
        address = self.open(text)
        while True:
            found = self._receive()
            if found.get("method") == "textDocument/publishDiagnostics":
                told = found["params"]
                if told["uri"] == address:
                    return [one["message"] for one in told["diagnostics"]]

    def completed(self, text: str) -> set[str]:
        """What may follow at the end of a text."""
        lines = text.split("\n")
        position = {"line": len(lines) - 1, "character": len(lines[-1])}
        where = {"textDocument": {"uri": self.open(text)}, "position": position}
        return {item["label"] for item in self.ask("textDocument/completion", where)["items"]}

    def ask(self, method: str, params: Any) -> Any:
        self._asked += 1
        asked = self._asked
        self._send({"id": asked, "method": method, "params": params})
        while (found := self._receive()).get("id") != asked or "method" in found:
            pass
        return found["result"]

    def _say(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._server.stdin is not None
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(content), content))
        self._server.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self._server.stdout is not None
        length = 0
        while line := self._server.stdout.readline().strip():
            name, _, value = line.partition(b":")
            if name == b"Content-Length":
                length = int(value)
        found: dict[str, Any] = json.loads(self._server.stdout.read(length))
        if "method" in found and "id" in found:
            # The server's own questions: it gets its settings from what was said.
            self._send({"id": found["id"], "result": None})
        return found


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    editor = Editor()
    yield editor
    editor.close()


def test_nothing_is_underlined_in_the_config(editor: Editor) -> None:
    assert editor.underlined(FIRST_LINE + CONFIG) == []


@pytest.mark.parametrize(
    ("right", "slip", "said"),
    [
        ("equivalence_margin:", "equivalence_magin:", "equivalence_magin"),
        ("        activation: relu\n", "        activation: relo\n", "relu"),
        ("optimizer: rmsprop}", "optimizer: rmsprob}", "rmsprop"),
        ("schedule: CosineDecay,", "schedule: CosinDecay,", "CosineDecay"),
        ("          units: [10, 16]", "          unit: [10, 16]", "unit"),
        ("validation_fraction: 0.2", "validation_fraction: 2", "1"),
    ],
)
def test_a_slip_is_underlined(editor: Editor, right: str, slip: str, said: str) -> None:
    assert right in CONFIG
    assert any(said in one for one in editor.underlined(FIRST_LINE + CONFIG.replace(right, slip)))


EXPERIMENT = """
labs:
  lab:
    experiments:
      one:
        """


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ("", {"student", "labs", "equivalence_margin"}),
        ("dataset: ", {"auto", "mnist", "fashion_mnist"}),
        (EXPERIMENT, {"question", "sweep", "early_stopping", "batch_size"}),
        (f"{EXPERIMENT}optimizer: ", {"adam", "sgd", "muon"}),
        (f"{EXPERIMENT}activation: ", {"relu", "lecun_tanh"}),
        (f"{EXPERIMENT}sweep:\n          ", {"batch_size", "units"}),
        (f"{EXPERIMENT}kernel_initializer: ", {"he_normal"}),
    ],
)
def test_keys_and_names_of_keras_are_completed(
    editor: Editor, before: str, words: set[str]
) -> None:
    assert words <= editor.completed(FIRST_LINE + before)
