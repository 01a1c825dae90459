"""Programs are started without a shell, and none is left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gomigrate.model.errors import WorldProblem
from gomigrate.world.base.process import Completed, ProgramFailed, TimedOut, run

SECRET = "hunter2Hunter2"
PYTHON = sys.executable


def python(code: str, tmp_path: Path, *words: str, timeout: float = 20, text: bytes | None = None) -> Completed:
    return run([PYTHON, "-I", "-c", code, *words], cwd=tmp_path, env={"X": "1"}, timeout=timeout, input=text)


def test_run_answers_with_status_and_both_outputs(tmp_path: Path) -> None:
    code = (
        "import sys; print('out'); print('err \\udcff'.encode('utf-8','surrogateescape'), file=sys.stderr); sys.exit(3)"
    )
    completed = python(code, tmp_path)
    assert (completed.returncode, completed.stdout) == (3, b"out\n")
    assert "err" in completed.stderr


def test_run_stderr_that_is_no_utf8_is_read_anyway(tmp_path: Path) -> None:
    assert python("import os; os.write(2, b'\\xff!')", tmp_path).stderr == "\ufffd!"


def test_run_words_reach_the_program_untouched(tmp_path: Path) -> None:
    words = ["$HOME", "a b", "; rm -rf x", "`id`", "*", "-v", ""]
    completed = python("import sys; sys.stdout.write(repr(sys.argv[1:]))", tmp_path, *words)
    assert completed.stdout.decode() == repr(words)


def test_run_environment_is_the_given_one_and_pwd(tmp_path: Path) -> None:
    completed = python("import os; print(os.environ.get('X'), os.environ.get('HOME'), os.environ['PWD'])", tmp_path)
    assert completed.stdout.decode().split() == ["1", "None", str(tmp_path)]


def test_run_below_a_symbolic_link_pwd_is_the_link(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    link = tmp_path / "link"
    link.symlink_to(real)
    assert python("import os; print(os.environ['PWD'])", link).stdout.decode().strip() == str(link)


def test_run_input_is_given_and_without_one_there_is_none(tmp_path: Path) -> None:
    assert python("import sys; print(sys.stdin.read())", tmp_path, text=b"hello").stdout == b"hello\n"
    assert python("import sys; print(repr(sys.stdin.read()))", tmp_path).stdout == b"''\n"


def test_run_too_long_whole_group_is_killed(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys, time, pathlib\n"
        "child = subprocess.Popen([sys.executable, '-I', '-c', 'import time; time.sleep(60)'])\n"
        "pathlib.Path('new').write_text(str(child.pid))\n"
        "pathlib.Path('new').rename('pid')\n"
        "time.sleep(60)\n"
    )
    for timeout in (1, 5, 25):  # the last for a machine that is so busy that nothing was started in the time before
        with pytest.raises(TimedOut, match=f"no end after {timeout} s"):
            python(code, tmp_path, timeout=timeout)
        if (tmp_path / "pid").exists():
            break
    assert not _is_alive(int((tmp_path / "pid").read_text()))


def _is_alive(pid: int) -> bool:
    for _ in range(50):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                return False
            state = "?"
        if state == "Z":
            return False
        time.sleep(0.1)
    return True


@pytest.mark.parametrize(
    ("argv", "wanted"),
    [
        (["/no/such/program"], "/no/such/program: no such program"),
        ([f"https://u:{SECRET}@h.test/x"], "https://[redacted]@h.test/x: no such program"),
        ([PYTHON, "a\0b"], "cannot be started"),
        (["python3"], "python3: no such program"),
        (["./python3"], "./python3: no such program"),
    ],
)
def test_run_program_that_cannot_start_is_a_world_problem(argv: list[str], wanted: str, tmp_path: Path) -> None:
    with pytest.raises(WorldProblem) as caught:
        run(argv, cwd=tmp_path, env={}, timeout=5)
    assert wanted in str(caught.value)
    assert SECRET not in str(caught.value)


def test_run_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorldProblem, match="no such folder"):
        python("", tmp_path / "gone")


def test_run_file_that_is_no_program_is_a_world_problem(tmp_path: Path) -> None:
    file = tmp_path / "plain"
    file.write_text("not a program")
    with pytest.raises(WorldProblem, match="cannot be started"):
        run([str(file)], cwd=tmp_path, env={}, timeout=5)


def test_program_failed_shows_first_line_without_secrets() -> None:
    argv = ["git", "fetch", f"https://u:{SECRET}@h.test/x", "--", "more"]
    error = ProgramFailed(argv, Completed(1, b"", f"\nfatal: https://u:{SECRET}@h.test/… not found\nhint\n"))
    assert str(error) == ("git fetch https://[redacted]@h.test/x -- …: fatal: https://[redacted]@h.test/… not found")
    assert SECRET not in repr((error.argv, error.stderr, error.args))
    assert str(ProgramFailed(["x"], Completed(7, b"", ""))) == "x: exit status 7"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_what_nobody_waits_for_ends_with_the_process_that_started_it_and_not_with_its_child(tmp_path: Path) -> None:
    mark, on = tmp_path / "ended", tmp_path / "on"
    child = f"""
import os, pathlib, signal, time
signal.signal(signal.SIGTERM, lambda *_: (pathlib.Path({str(mark)!r}).touch(), os._exit(0)))
pathlib.Path({str(on)!r}).touch()
time.sleep(60)
"""
    program = f"""
import os, sys, threading, time
from gomigrate.world.base.process import run
words = [sys.executable, "-c", {child!r}]
threading.Thread(target=lambda: run(words, cwd="/", env={{}}, timeout=60), daemon=True).start()
while not os.path.exists({str(on)!r}):
    time.sleep(0.01)
forked = os.fork()
if forked == 0:
    sys.exit(0)
os.waitpid(forked, 0)
print(os.path.exists({str(mark)!r}))
"""
    done = run([PYTHON, "-c", program], cwd=Path(__file__).parents[3], env=dict(os.environ), timeout=30)
    assert (done.stdout, done.returncode) == (b"False\n", 0), done.stderr
    assert mark.exists()


_AFTER_THE_END = """
import sys, threading
from gomigrate.world.base import process

asleep = [sys.executable, "-c", "import time; print('whole', flush=True); time.sleep(60)"]
words = dict(cwd="/", env={}, timeout=60)
threading.Timer(0.5, process.stop_all).start()
for _ in range(2):  # one that was ended, and one that comes too late
    try:
        process.run(asleep, **words)
    except KeyboardInterrupt:
        print("interrupted")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_program_that_was_ended_with_all_others_has_no_answer(tmp_path: Path) -> None:
    assert python(_AFTER_THE_END, tmp_path).stdout.split() == [b"interrupted", b"interrupted"]


# The process is told to end after its program has begun, and before anybody has heard of it.
_STARTING = """
import os, signal, subprocess, sys, threading
from gomigrate.world.base import process, worker

class Starting(subprocess.Popen):
    def _execute_child(self, *args, **words):
        super()._execute_child(*args, **words)
        print(self.pid, flush=True)
        has_begun.set()
        wait()

def begin():
    words = [sys.executable, "-c", "import time; time.sleep(60)"]
    try:
        process.run(words, cwd="/", env={}, timeout=60)
    except KeyboardInterrupt:
        print("interrupted", flush=True)

subprocess.Popen = Starting
has_begun, is_told = threading.Event(), threading.Event()
if sys.argv[1] == "by a signal":
    wait = lambda: os.kill(os.getpid(), signal.SIGTERM)
    worker.end_with_parent()
    begin()
else:
    wait = is_told.wait
    thread = threading.Thread(target=begin)
    thread.start()
    has_begun.wait()
    process.stop_all(0.1)
    is_told.set()
    thread.join()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("told", ["by a signal", "in another thread"])
def test_a_program_that_is_being_started_when_all_are_ended_is_not_left_behind(told: str, tmp_path: Path) -> None:
    words = [PYTHON, "-I", "-c", _STARTING, told]
    with subprocess.Popen(words, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        said = child.stdout.read().split() if child.stdout else []
    pid, *rest = said
    assert rest == [b"interrupted"]
    assert not _is_alive(int(pid))
