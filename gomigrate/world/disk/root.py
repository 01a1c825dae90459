"""Changes below a folder that cannot leave it: each name is reached from the descriptor of the folder above it, and no
link is followed, so that none can be inserted between a check and a change. Where the system has no such calls
(Windows), the path to a folder is checked before each use.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_USES_DESCRIPTORS = os.open in os.supports_dir_fd and os.stat in os.supports_follow_symlinks
_NO_LINKS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _NO_LINKS


class InTheWayError(OSError):
    """A link or a folder is where a folder or a file should be: `is_link` says which."""

    def __init__(self, name: str, *, is_link: bool) -> None:
        super().__init__(errno.ELOOP if is_link else errno.EISDIR, f"{name} is in the way")
        self.is_link = is_link


@dataclass(frozen=True, slots=True)
class Content:
    """What a name holds: bytes, or those that a link spells; `mode` and `modified` (nanoseconds) are of a file."""

    data: bytes
    is_link: bool = False
    mode: int = 0
    modified: int = 0

    @property
    def digest(self) -> str:
        """The SHA-256 of the bytes."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class OpenFolder:
    """An open folder. All calls take one name in it, and raise OSError."""

    place: Path
    descriptor: int | None

    def _at(self, name: str) -> str:
        if name in ("", ".", "..") or "/" in name or "\0" in name:
            raise OSError(errno.EINVAL, "not a name of a file", name)
        if self.descriptor is not None:
            return name
        if os.sep != "/" and (os.sep in name or ":" in name):
            raise OSError(errno.EINVAL, "not a name of a file", name)
        if Path(os.path.realpath(self.place)) != self.place:
            raise InTheWayError(str(self.place), is_link=True)
        return str(self.place / name)

    def content(self, name: str) -> Content | None:
        """What the name holds; None for nothing. Raises InTheWayError for a folder or a device."""
        try:
            found = os.stat(self._at(name), dir_fd=self.descriptor, follow_symlinks=False)
            if stat.S_ISLNK(found.st_mode):
                return Content(os.fsencode(os.readlink(self._at(name), dir_fd=self.descriptor)), is_link=True)
            if not stat.S_ISREG(found.st_mode):
                raise InTheWayError(name, is_link=False)
            flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _NO_LINKS
            with open(os.open(self._at(name), flags, dir_fd=self.descriptor), "rb") as file:
                found = os.fstat(file.fileno())
                if not stat.S_ISREG(found.st_mode):
                    raise InTheWayError(name, is_link=False)
                return Content(file.read(), mode=stat.S_IMODE(found.st_mode) & 0o777, modified=found.st_mtime_ns)
        except FileNotFoundError:
            return None

    def has(self, name: str) -> bool:
        """Whether there is anything of this name."""
        try:
            os.stat(self._at(name), dir_fd=self.descriptor, follow_symlinks=False)
        except FileNotFoundError:
            return False
        return True

    def create(self, name: str, content: Content, *, is_executable: bool = False, is_lasting: bool = True) -> None:
        """Write what is not there yet, through to the disk where it is to last. Where `content` has no mode, it is what
        the system gives a new file, executable or not."""
        if content.is_link:
            os.symlink(os.fsdecode(content.data), self._at(name), dir_fd=self.descriptor)
            return
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINKS
        first = 0o600 if content.mode else 0o777 if is_executable else 0o666
        with open(os.open(self._at(name), flags, first, dir_fd=self.descriptor), "wb") as file:
            file.write(content.data)
            file.flush()
            if content.mode and hasattr(os, "fchmod"):
                os.fchmod(file.fileno(), content.mode)
            if content.modified and os.utime in os.supports_fd:
                os.utime(file.fileno(), ns=(content.modified, content.modified))
            if is_lasting:
                os.fsync(file.fileno())

    def move(self, name: str, folder: OpenFolder, new: str) -> None:
        """Give what is here another name, in another folder perhaps, and overwrite nothing that is there."""
        try:
            os.link(
                self._at(name),
                folder._at(new),
                src_dir_fd=self.descriptor,
                dst_dir_fd=folder.descriptor,
                follow_symlinks=False,
            )
        except FileExistsError:
            raise
        except (OSError, NotImplementedError):
            # No hard links here: a look must do.
            if folder.has(new):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), new) from None
            os.rename(self._at(name), folder._at(new), src_dir_fd=self.descriptor, dst_dir_fd=folder.descriptor)
        else:
            self.remove(name)

    def set_aside(self, name: str, new: str) -> None:
        """Give what is here a name that no other program knows."""
        os.rename(self._at(name), self._at(new), src_dir_fd=self.descriptor, dst_dir_fd=self.descriptor)

    def remove(self, name: str) -> None:
        """Remove a file or a link."""
        os.unlink(self._at(name), dir_fd=self.descriptor)

    def sync(self) -> None:
        """Bring the names in the folder to the disk, where the system lets a program do that."""
        if self.descriptor is not None:
            with contextlib.suppress(OSError):
                os.fsync(self.descriptor)


class Root:
    """The folder `root`, open. Paths are relative to it and slash-separated; "" is the folder itself."""

    def __init__(self, root: Path, descriptor: int | None) -> None:
        self.root = root
        self._descriptor = descriptor

    @classmethod
    @contextlib.contextmanager
    def opened(cls, root: Path) -> Iterator[Root]:
        """Open the folder, given by its real path, for the block. Raises OSError."""
        if not _USES_DESCRIPTORS:
            yield cls(root, None)
            return
        descriptor = os.open(root, _FOLDER)
        try:
            yield cls(root, descriptor)
        finally:
            os.close(descriptor)

    @property
    def inode(self) -> int:
        """The number that the file system knows the folder by. Raises OSError."""
        return (self.root.stat() if self._descriptor is None else os.fstat(self._descriptor)).st_ino

    @contextlib.contextmanager
    def folder(self, path: str, *, make: bool = False) -> Iterator[OpenFolder]:
        """The folder at a path, open for the block; with `make`, it and those above it are made where they are missing.
        Raises FileNotFoundError, NotADirectoryError where a file is in the way, and InTheWayError where a link is."""
        if self._descriptor is None:
            yield self._looked_at(path, make=make)
            return
        descriptor = os.dup(self._descriptor)
        try:
            for name in path.split("/") if path else ():
                below = _below(descriptor, name, make=make)
                os.close(descriptor)
                descriptor = below
            yield OpenFolder(self.root / path, descriptor)
        finally:
            os.close(descriptor)

    def _looked_at(self, path: str, *, make: bool) -> OpenFolder:
        place = self.root
        for name in path.split("/") if path else ():
            place = Path(OpenFolder(place, None)._at(name))
            if make:
                place.mkdir(exist_ok=True)
        if not os.path.lexists(place):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
        if Path(os.path.realpath(place)) != place:
            raise InTheWayError(path, is_link=True)
        if not place.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), path)
        return OpenFolder(place, None)

    def nearest(self, path: str) -> str:
        """The deepest folder on the way to a path that is there. Raises InTheWayError where a link is in the way."""
        folder = path.rpartition("/")[0]
        while folder:
            try:
                with self.folder(folder):
                    return folder
            except (FileNotFoundError, NotADirectoryError):
                folder = folder.rpartition("/")[0]
        return ""

    def content(self, path: str) -> Content | None:
        """What the path holds, None for nothing. Raises InTheWayError where a link or no file is in the way."""
        parent, _, name = path.rpartition("/")
        try:
            with self.folder(parent) as folder:
                return folder.content(name)
        except (FileNotFoundError, NotADirectoryError):
            return None

    def prune(self, path: str, keep: str = "") -> None:
        """Remove the folders above a path that are empty, as far as `keep`, which stays. Raises nothing: an empty
        folder does no harm."""
        folder = path.rpartition("/")[0]
        while folder and folder != keep:
            above, _, name = folder.rpartition("/")
            try:
                with self.folder(above) as opened:
                    os.rmdir(opened._at(name), dir_fd=opened.descriptor)
            except FileNotFoundError:
                pass
            except OSError:
                return
            folder = above


def _below(descriptor: int, name: str, *, make: bool) -> int:
    if name in ("", ".", ".."):
        raise OSError(errno.EINVAL, "not a name of a folder", name)
    if make:
        with contextlib.suppress(FileExistsError):
            os.mkdir(name, dir_fd=descriptor)
    try:
        return os.open(name, _FOLDER, dir_fd=descriptor)
    except OSError as error:
        # Systems differ in what they say of a link here.
        if not isinstance(error, FileNotFoundError) and _is_link(name, descriptor):
            raise InTheWayError(name, is_link=True) from error
        raise


def _is_link(name: str, descriptor: int) -> bool:
    try:
        return stat.S_ISLNK(os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_mode)
    except OSError:
        return False
