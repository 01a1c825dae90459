"""The program that stands between the go command and its tools (`go help build`, -toolexec), and before the C compiler.

It runs by itself, once for each call of a tool, so it imports nothing that is slow, and nothing of gomigrate:

    python toolprogram.py tool NAMES TOOL ARG...     -toolexec
    python toolprogram.py cc NAMES COMPILER ARG...   CC, CXX

NAMES is a file of lines "LISTED<tab>NAME": by which name a package is compiled that the go command knows as LISTED.
Two packages of the same code compile to the same bytes if the tool gets the same input. What the go command tells it
differs only in names: of the package (-p, -importpath), of what it imports (-importcfg), and of the folder (-trimpath;
-ffile-prefix-map for C), which in module mode has the version as well.
"""

import os
import sys

MARK = "-trimpath=gomigrate=>"
"""Flags that begin so are for the cache's keys alone, and never reach the tool."""


def base(path: str) -> str:
    """The last element of a path."""
    return path.replace("\\", "/").rpartition("/")[2]


def main(mode: str, names: str, tool: str, *args: str) -> int:
    """The exit status of the tool."""
    if mode == "cc":
        return run(tool, c_compiler(args, names))
    if args == ("-V=full",):
        return print_version(tool)
    name = base(tool).removesuffix(".exe")
    if name not in ("compile", "asm", "cgo") or "-std" in args:
        return run(tool, args)
    given = go_tool(args, names)
    return cgo(tool, given, names) if name == "cgo" else run(tool, given)


def run(tool: str, args: "tuple[str, ...] | list[str]") -> int:
    """Become the tool, where the system knows how to."""
    if sys.platform != "win32":
        os.execvp(tool, [tool, *args])  # noqa: S606 -- what the go command wants to run
    import subprocess

    return subprocess.call([tool, *args])


def cgo(tool: str, args: "list[str]", names: str) -> int:
    """Run cgo. The names of what it generates hold a hash of the files' bytes (cPrefix in cmd/cgo/main.go), the paths
    of their imports too; that of files which import by name takes its place."""
    import subprocess

    status = subprocess.call([tool, *args])
    if status == 0 and "-objdir" in args and "-importpath" in args:
        rename(args[args.index("-objdir") + 1], hash_of(args, names))
    return status


def hash_of(args: "list[str]", names: str) -> bytes:
    """As cgo's own, of the package's name and its files, by the arguments of cgo."""
    import hashlib

    found = hashlib.sha256(args[args.index("-importpath") + 1].encode())
    folder = args[args.index("-srcdir") + 1] + "/" if "-srcdir" in args else ""
    pairs = [(f'"{listed}"'.encode(), f'"{name}"'.encode()) for listed, name in read_names(names).items()]
    for arg in args:
        if arg.endswith(".go"):
            with open(folder + arg, "rb") as file:
                data = file.read()
            for listed, name in pairs:
                data = data.replace(listed, name)
            found.update(data)
    return found.hexdigest()[:12].encode()


def rename(folder: str, new: bytes) -> None:
    """Replace the hash of the files by another, in what cgo wrote into the folder."""
    import re

    try:
        with open(folder + "/_cgo_gotypes.go", "rb") as file:
            found = re.search(rb"^//go:(?:cgo_import_static|linkname) _cgo(?:exp)?_([0-9a-f]{12})_", file.read(), re.M)
    except FileNotFoundError:
        return
    if found is None:
        return
    generated = re.compile(rb"(_cgo(?:exp)?_)" + found[1] + b"_")
    for entry in os.scandir(folder):
        if entry.is_file() and entry.name.endswith((".go", ".c", ".h")):
            with open(entry.path, "rb") as file:
                old = file.read()
            with open(entry.path, "wb") as file:
                file.write(generated.sub(rb"\g<1>" + new + b"_", old))


def version(program: bytes) -> str:
    """What is added to the version of the go command's tools, and so to the keys in its cache: what is compiled here
    never stands for an ordinary package, nor what another program made for what this one makes."""
    import hashlib

    return f"gomigrate/{hashlib.sha256(program).hexdigest()[:12]}"


def print_version(tool: str) -> int:
    """A release is known by the whole line, another toolchain by the build id in the last word alone (toolID in
    the build id code of cmd/go)."""
    import subprocess

    done = subprocess.run([tool, "-V=full"], stdout=subprocess.PIPE)
    line = done.stdout.decode().strip()
    is_release = not line.split(" ")[-1].startswith("buildID=")
    with open(__file__, "rb") as file:
        ours = version(file.read())
    sys.stdout.write(f"{line} {ours}\n" if is_release else f"{line}+{ours.replace('/', '-')}\n")
    return done.returncode


def go_tool(args: "tuple[str, ...]", file: str) -> "list[str]":
    """The arguments of compile, asm or cgo, with the names put in."""
    names = read_names(file)
    listed = os.environ.get("TOOLEXEC_IMPORTPATH", "").partition(" ")[0]
    name = names.get(listed, listed)
    if "CGO_LDFLAGS" in os.environ:
        os.environ["CGO_LDFLAGS"] = without_folder(os.environ["CGO_LDFLAGS"], name)
    found = []
    before = ""
    for arg in args:
        if arg.startswith(MARK) or is_build_info(arg):
            continue
        if before in ("-p", "-importpath") and arg == listed:
            found.append(name)
        elif before == "-trimpath":
            found.append(trimmed(arg, name))
        elif before == "-importcfg":
            found.append(import_config(arg, names))
        elif arg.startswith("-ldflags="):
            found.append(without_folder(arg, name))
        else:
            found.append(arg)
        before = arg
    return found


def without_folder(flags: str, name: str) -> str:
    """The linker's flags, in which a project may name its own folder (${SRCDIR}). cgo writes them down for the linker,
    which is never run."""
    folder = os.environ.get("PWD", "")
    return flags.replace(folder, "/_/" + name) if folder else flags


def read_names(file: str) -> "dict[str, str]":
    """The names by listed path, of the packages that have another one."""
    with open(file, encoding="utf-8") as lines:
        return dict(line.rstrip("\n").split("\t", 1) for line in lines)


def is_build_info(arg: str) -> bool:
    """The list of modules that the go command adds to programs in module mode."""
    return base(arg) == "_gomod_.go"


def trimmed(value: str, name: str) -> str:
    """The folder, which comes first, is called by the name of the package, and the files that an overlay puts there lie
    below that; what is thrown away is so still."""
    found: list[str] = []
    for old, _, new in (pair.partition("=>") for pair in value.split(";")):
        place = f"{name}/{base(new)}" if found else name
        found.append(f"{old}=>{place if new else ''}")
    return ";".join(found)


def import_config(path: str, names: "dict[str, str]") -> str:
    """A file like the one at the path, in which the imported packages have their names; what the source calls them
    leads there."""
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    maps = {}
    files = {}
    for line in lines:
        verb, _, rest = line.partition(" ")
        left, _, right = rest.partition("=")
        if verb == "importmap":
            maps[left] = names.get(right, right)
        elif verb == "packagefile":
            files[names.get(left, left)] = right
            if left in names:
                maps.setdefault(left, names[left])
    new = [f"importmap {left}={right}" for left, right in sorted(maps.items()) if left != right]
    new += [f"packagefile {left}={right}" for left, right in sorted(files.items())]
    with open(path + ".named", "w", encoding="utf-8") as out:
        out.write("\n".join(["# import config", *new, ""]))
    return path + ".named"


def c_compiler(args: "tuple[str, ...]", file: str) -> "list[str]":
    """The arguments of the C compiler. They change only where it makes an object of a package's file: it also tells cgo
    about types, by debug information (gccCmd in cmd/cgo/gcc.go)."""
    listed = os.environ.get("TOOLEXEC_IMPORTPATH", "").partition(" ")[0]
    if not listed or "-c" not in args or {"-w", "-gdwarf-2"}.issubset(args):
        return list(args)
    name = read_names(file).get(listed, listed)
    found = []
    knows_maps = False
    for arg in args:
        if arg.startswith("-frandom-seed="):  # the key of the action, which holds folders
            arg = "-frandom-seed=" + name
        elif arg.startswith("-ffile-prefix-map=") and "=/_/" in arg:
            knows_maps = True
            head, _, to = arg.rpartition("=/_/")
            arg = head + "=/_/" + to.partition("@")[0]
        found.append(arg)
    top, to = os.environ.get("PWD", ""), name
    if knows_maps and top.endswith("/" + listed):
        # The folder that the whole tree of the package lies in: .../APP/vendor for APP/vendor/x/y, which is x/y.
        while to and base(top) == base(to):
            top, to = top.rpartition("/")[0], to.rpartition("/")[0]
        found.append("-ffile-prefix-map=" + top + "=" + ("/_/" + to).rstrip("/"))
    # Debug information holds folders, and the flags themselves.
    return [*found, "-g0"]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
