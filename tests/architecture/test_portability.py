"""What only some systems have is asked for before it is used: read from the code, for not every system is at hand."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.sources import Source, sources

# Names that the documentation of `os` and `signal` gives as "Availability: Unix", or that Windows lacks.
LACKING = {
    "os": """
        WCOREDUMP WEXITSTATUS WIFEXITED WIFSIGNALED WIFSTOPPED WNOHANG WSTOPSIG WTERMSIG chflags chown chroot confstr
        ctermid fchdir fchmod fchown fdatasync fork forkpty fpathconf fstatvfs getegid geteuid getgid getgrouplist
        getgroups getloadavg getpgid getpgrp getpriority getresgid getresuid getsid getuid getxattr initgroups killpg
        lchflags lchmod lchown listxattr lockf login_tty major makedev memfd_create minor mkfifo mknod nice openpty
        pathconf pidfd_open pipe2 plock posix_fadvise posix_fallocate posix_spawn posix_spawnp pread preadv pwrite
        pwritev readv register_at_fork removexattr sched_getaffinity sched_setaffinity sched_yield sendfile setegid
        seteuid setgid setgroups setpgid setpriority setregid setresgid setresuid setreuid setsid setuid setxattr
        splice statvfs sync sysconf tcgetpgrp tcsetpgrp ttyname uname wait wait3 wait4 waitid writev
        O_ASYNC O_CLOEXEC O_DIRECT O_DIRECTORY O_DSYNC O_NDELAY O_NOATIME O_NOCTTY O_NOFOLLOW O_NONBLOCK O_PATH O_RSYNC
        O_SYNC O_TMPFILE environb getenvb
        O_BINARY O_TEXT startfile
    """,
    "signal": """
        SIGALRM SIGBUS SIGCHLD SIGCONT SIGHUP SIGKILL SIGPIPE SIGPROF SIGQUIT SIGSTOP SIGTSTP SIGTTIN SIGTTOU SIGUSR1
        SIGUSR2 SIGVTALRM SIGWINCH SIGXCPU alarm getitimer pause pthread_kill pthread_sigmask pidfd_send_signal
        set_wakeup_fd setitimer siginterrupt sigpending sigtimedwait sigwait sigwaitinfo
    """,
    "time": "clock_gettime clock_settime tzset",
    "socket": "AF_UNIX socketpair SO_REUSEPORT",
}
MODULES = {"crypt", "curses", "fcntl", "grp", "msvcrt", "nis", "posix", "pty", "pwd", "readline", "resource", "spwd"}
MODULES |= {"syslog", "termios", "tty", "winreg"}

GUARD = re.compile(r"\bos\.name\b|\bsys\.platform\b|\bhasattr\(|\bos\.supports_\w+|\b_USES_DESCRIPTORS\b")
LACKED = {module: frozenset(names.split()) for module, names in LACKING.items()}
# Its one place: a descriptor is None where the system has no such calls.
WITH_DESCRIPTORS = "world.disk.root"


def uses(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, name) of what a system may lack and nothing above it asks for, by a test that names the system or the
    function: an if, a conditional expression, the words before an "and"."""

    def walk(node: ast.AST, *, is_guarded: bool) -> Iterator[tuple[int, str]]:
        if not is_guarded:
            yield from ((getattr(node, "lineno", 0), name) for name in lacked(node))
        if isinstance(node, ast.If | ast.IfExp):
            here = is_guarded or bool(GUARD.search(ast.unparse(node.test)))
            yield from walk(node.test, is_guarded=is_guarded)
            body = node.body if isinstance(node.body, list) else [node.body]
            other = node.orelse if isinstance(node.orelse, list) else [node.orelse]
            for child in (*body, *other):
                yield from walk(child, is_guarded=here)
        elif isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
            here = is_guarded
            for value in node.values:
                yield from walk(value, is_guarded=here)
                here = here or bool(GUARD.search(ast.unparse(value)))
        else:
            for child in ast.iter_child_nodes(node):
                yield from walk(child, is_guarded=is_guarded)

    return walk(tree, is_guarded=False)


def lacked(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        if node.attr in LACKED.get(node.value.id, ()):
            yield f"{node.value.id}.{node.attr}"
    elif isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name.partition(".")[0] in MODULES)
    elif isinstance(node, ast.ImportFrom):
        if str(node.module).partition(".")[0] in MODULES:
            yield str(node.module)
        yield from (f"{node.module}.{a.name}" for a in node.names if a.name in LACKED.get(str(node.module), ()))
    elif isinstance(node, ast.keyword) and node.arg in {"preexec_fn", "pass_fds"}:
        # A new session and a process group are let alone by Popen where there are none.
        yield node.arg


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("os.killpg(1, 2)", ["os.killpg"]),
        ("import fcntl", ["fcntl"]),
        ("from signal import SIGKILL", ["signal.SIGKILL"]),
        ("if hasattr(os, 'killpg'):\n    os.killpg(1, 2)", []),
        ("if sys.platform == 'win32':\n    import msvcrt\nelse:\n    import fcntl", []),
        ("x = os.geteuid() if os.name == 'posix' else 0", []),
        ("x = os.name == 'posix' and os.geteuid()", []),
        ("x = os.geteuid() and os.name == 'posix'", ["os.geteuid"]),
        ("getattr(os, 'O_NOFOLLOW', 0) | os.O_NONBLOCK", ["os.O_NONBLOCK"]),
        ("def f():\n    if x:\n        signal.signal(signal.SIGHUP, f)", ["signal.SIGHUP"]),
        ("Popen(a, preexec_fn=f)", ["preexec_fn"]),
        ("signal.signal(signal.SIGTERM, f)", []),
    ],
)
def test_the_walk_finds_what_nothing_asks_for(code: str, found: list[str]) -> None:
    assert [name for _, name in uses(ast.parse(code))] == found


def test_what_a_system_may_lack_is_asked_for_first() -> None:
    wrong = [f"{source.name}:{line}: {name}" for source in sources() for line, name in uses(source.tree)]
    assert wrong == []


def calls(source: Source) -> Iterator[tuple[ast.Call, str]]:
    yield from ((node, ast.unparse(node.func)) for node in source.nodes if isinstance(node, ast.Call))


def test_descriptors_of_folders_are_used_in_one_place() -> None:
    wrong = [
        f"{source.name}:{node.lineno}"
        for source in sources()
        if source.name != WITH_DESCRIPTORS
        for node, _ in calls(source)
        if any(word.arg in {"dir_fd", "src_dir_fd", "dst_dir_fd"} for word in node.keywords)
    ]
    assert wrong == []


NO_BYTES = {"world.disk.locking", "world.disk.undojournal", "cli.main"}
"""What these open they never read or write: a lock, a folder, the null device."""


def test_what_is_opened_by_the_system_is_opened_for_bytes() -> None:
    """Without O_BINARY, Windows turns line ends in what is read and written."""
    opening = {source.name: source.text for source in sources() if any(name == "os.open" for _, name in calls(source))}
    is_for_bytes = re.compile(r"\bO_BINARY\b|\bREADING\b")
    assert {name for name, text in opening.items() if not is_for_bytes.search(text)} == NO_BYTES


def test_absolute_paths_have_slashes_on_every_system() -> None:
    """A path of the system is spelled with slashes where it comes in, since ways are compared by their parts."""
    wrong = [
        f"{source.name}:{node.lineno}"
        for source in sources()
        if source.package in {"scan", "plan", "verify", "saved", "diagnose", "batch", "monorepo"}
        for node, name in calls(source)
        if name == "str" and re.search(r"\.top\b|\bPath\(", ast.unparse(node))
    ]
    assert wrong == []
