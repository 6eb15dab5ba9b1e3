from labbook.artifacts.job_log import ends_of_logs, sentence_in_logs


def test_the_end_of_each_log_stands_under_its_name(tmp_path):
    long, empty, binary = (tmp_path / name for name in ("long", "empty", "binary"))
    long.write_text("".join(f"line {number}\n" for number in range(1, 101)))
    empty.write_text("")
    binary.write_bytes(b"\xff broken\n")
    text = ends_of_logs([str(long), str(empty), str(binary), str(tmp_path / "missing")])
    assert f"{long}:\nline 86\n" in text
    assert "line 100\n" in text
    assert "line 85\n" not in text
    assert f"{empty}:\n(it is empty)" in text
    assert "\ufffd broken" in text
    assert "(it cannot be read: No such file or directory)" in text


def test_the_sentence_of_a_command_may_have_several_lines(tmp_path):
    log = tmp_path / "log"
    log.write_text("starting\nlabbook: one reason.\nanother reason.\n")
    assert sentence_in_logs([str(log)]) == "labbook: one reason.\nanother reason."


def test_a_crash_after_a_sentence_is_no_sentence(tmp_path):
    log = tmp_path / "log"
    log.write_text("labbook: by the way.\nTraceback (most recent call last):\nKeyError\n")
    assert sentence_in_logs([str(log)]) is None
