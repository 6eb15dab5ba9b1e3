"""Never two builds at work, and none that waits for ever, without any lock of the file system."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from labbook.build import turn
from labbook.build.turn import NAME, Occupied, take_turn

# Takes a turn as often as it can for a while, and fails if another process works meanwhile.
CONTENDER = """
import os, sys, time
from pathlib import Path
from labbook.build.turn import Occupied, take_turn

folder, had = Path(sys.argv[1]), 0
end = time.monotonic() + 3
while time.monotonic() < end:
    try:
        turn = take_turn(folder, print)
    except Occupied:
        continue
    os.close(os.open(folder / "at_work", os.O_CREAT | os.O_EXCL))
    had += 1
    (folder / "at_work").unlink()
    if had == 3:
        os._exit(0)
    turn.end()
print(had)
"""
HOLDER = """
import sys
from pathlib import Path
from labbook.build.turn import take_turn

take_turn(Path(sys.argv[1]), print)
print("has it", flush=True)
sys.stdin.read()
"""


def start(program: str, folder: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-c", program, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn, "BEAT_SECONDS", 0.05)
    monkeypatch.setattr(turn, "LOOKS", 6)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Callable[..., Path]:
    """Leave the file of a build on another computer, which beats so often and then stops."""

    def leave(beats: int = 0) -> Path:
        path = tmp_path / f"{NAME}7"
        record = {"host": "n17", "machine": "another", "pid": os.getpid(), "began": 1.0, "over": 0}

        def beat() -> None:
            for number in range(beats):
                with path.open("r+") as file:
                    file.write(json.dumps({**record, "beats": f"{number:03}"}))
                time.sleep(0.05)

        path.write_text(json.dumps({**record, "beats": "000"}))
        threading.Thread(target=beat, daemon=True).start()
        return path

    return leave


def test_of_many_that_begin_at_once_and_die_at_work_one_works_at_a_time(tmp_path: Path) -> None:
    contenders = [start(CONTENDER, tmp_path) for _ in range(4)]
    for one in contenders:
        said, _ = one.communicate(timeout=60)
        assert one.returncode == 0, said
    assert len(list(tmp_path.iterdir())) == 1


def test_a_build_that_was_killed_here_is_followed_at_once(tmp_path: Path) -> None:
    said: list[str] = []
    with start(HOLDER, tmp_path) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"has it\n"
        with pytest.raises(Occupied):
            take_turn(tmp_path, said.append)
        # It is still there, whatever it does.
        holder.send_signal(signal.SIGSTOP)
        with pytest.raises(Occupied):
            take_turn(tmp_path, said.append)
        holder.kill()
        holder.wait()
    take_turn(tmp_path, said.append).end()
    assert said == []


def test_a_number_that_was_given_to_another_process_does_not_count(tmp_path: Path) -> None:
    with start(HOLDER, tmp_path) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        holder.kill()
    (file,) = tmp_path.iterdir()
    file.write_text(json.dumps(json.loads(file.read_text()) | {"pid": os.getpid()}))
    take_turn(tmp_path, print).end()


def test_a_build_elsewhere_that_still_writes_is_left_alone(tmp_path: Path, elsewhere) -> None:
    path = elsewhere(beats=40)
    said: list[str] = []
    with pytest.raises(Occupied, match="n17"):
        take_turn(tmp_path, said.append)
    assert path.exists()
    assert said[0].startswith("a build on n17 has begun here and not ended")


@pytest.mark.parametrize("content", [None, "", "[1", "{}"])
def test_one_elsewhere_that_writes_no_more_is_followed(tmp_path, elsewhere, content) -> None:
    path = elsewhere()
    if content is not None:
        path.write_text(content)
    take_turn(tmp_path, print).end()
    assert [file.name for file in tmp_path.iterdir()] == [f"{NAME}8"]


def test_what_ends_meanwhile_is_followed_sooner(tmp_path, elsewhere, monkeypatch) -> None:
    monkeypatch.setattr(turn, "LOOKS", 10_000)
    path = elsewhere()

    def end(_: str) -> None:
        path.write_text(json.dumps(json.loads(path.read_text()) | {"over": 1}))

    take_turn(tmp_path, lambda text: threading.Timer(0.1, end, [text]).start()).end()


def test_looks_that_the_server_held_up_do_not_count(tmp_path, elsewhere, monkeypatch) -> None:
    path = elsewhere()
    slow = iter([1.0] * 3)
    looked: list[float] = []

    def look(file: Path, original=turn._look) -> tuple[bytes, int]:
        time.sleep(next(slow, 0.0) / 5)
        looked.append(time.monotonic())
        return original(file)

    monkeypatch.setattr(turn, "_look", look)
    take_turn(tmp_path, print).end()
    # The first, two that took too long, and those that count.
    assert len(looked) == 1 + 2 + turn.LOOKS
    assert not path.exists()


def test_who_has_looked_at_an_old_turn_gives_way(tmp_path: Path, monkeypatch) -> None:
    """Turn 8 was had and is over; turn 9 is at work, and the file of 8 is gone."""
    (tmp_path / f"{NAME}7").write_text('{"host": "", "pid": 1, "began": 1, "over": 1}')
    numbers = iter([7])
    original = turn._last
    monkeypatch.setattr(turn, "_last", lambda folder: next(numbers, None) or original(folder))
    monkeypatch.setattr(turn, "_lives", lambda pid, began: True)
    at_work = {**turn._identity(), "beats": "0", "over": 0}
    (tmp_path / f"{NAME}9").write_text(json.dumps(at_work))
    with pytest.raises(Occupied):
        take_turn(tmp_path, print)
    assert not (tmp_path / f"{NAME}8").exists()
    assert (tmp_path / f"{NAME}9").exists()


@pytest.mark.parametrize("loss", ["taken", "gone", "unwritable"])
def test_a_build_that_has_lost_its_turn_ends(tmp_path, monkeypatch, capfd, loss) -> None:
    """As one that was suspended for long may have, when it wakes up."""
    ended: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda *sent: ended.append(sent))
    mine = take_turn(tmp_path, print)
    if loss == "taken":
        (tmp_path / f"{NAME}2").touch()
    elif loss == "gone":
        (tmp_path / f"{NAME}1").unlink()
    else:

        def refused() -> None:
            raise OSError(5, "Input/output error")

        monkeypatch.setattr(mine, "_write", refused)
    end = time.monotonic() + 20
    while not ended and time.monotonic() < end:
        time.sleep(0.02)
    assert ended == [(os.getpid(), signal.SIGINT)]
    assert "this build ends, since " in capfd.readouterr().err


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path, monkeypatch) -> None:
    def refused(*_: object) -> int:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(OSError, match="Read-only"):
        take_turn(tmp_path, print)
