"""Why a module is built as it is, in words: for each reason of `gomigrate.model.decision` one clause."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gomigrate.model.decision import (
    Above,
    Answers,
    AsIn,
    BadGoMod,
    CopyReason,
    Difference,
    Differs,
    Drift,
    Hold,
    InCheckout,
    InGoMod,
    InRepository,
    Lacks,
    Lifted,
    Locked,
    NewestOf,
    Offered,
    OtherPath,
    Pull,
    SameAt,
    SameFiles,
    Twice,
    Unfetched,
    Unimported,
    Unsourced,
    Way,
    WithoutChanges,
)
from gomigrate.model.modules import ModuleVersion, Proof
from gomigrate.report.words.phrases import all_of, counted, first_few, plural

if TYPE_CHECKING:
    from collections.abc import Collection

    from gomigrate.model.decision import Reason

LOCKED = "the locked commit"
"""The heading for pins that need no other."""

VersionText = Callable[[str], str]
"""How a version is written: whole, or in few characters where space is short."""

_OTHERWISE = {
    Difference.FINAL_NEWLINE: "only by the newline at the end of files",
    Difference.LINE_ENDINGS: "only by line endings",
    Difference.IMPORT_COMMENTS: "only by import comments",
    Difference.BUILD_LINES: "only by build lines",
    Difference.CODE: "",
}

_MARKS = {
    Difference.FINAL_NEWLINE: "final newlines",
    Difference.LINE_ENDINGS: "line endings",
    Difference.IMPORT_COMMENTS: "import comments",
    Difference.BUILD_LINES: "build lines",
}


def marks_words(marks: Collection[Difference]) -> str:
    """Marks of tools, such as "line endings and import comments"."""
    return all_of([_MARKS[mark] for mark in Difference if mark in marks])


def short(revision: str) -> str:
    """A revision as people write it: the first twelve digits of a commit hash, anything else as it is."""
    is_hash = len(revision) == 40 and all(c in "0123456789abcdef" for c in revision.lower())
    return revision[:12] if is_hash else revision


def why(reason: Reason | None, version: VersionText = str) -> str:
    """The clause, without a full stop; "" where a record holds no reason."""
    match reason:
        case Locked():
            return _locked(reason)
        case InCheckout():
            return _in_checkout(reason)
        case SameAt():
            return f"same packages as at {short(reason.revision)}, the locked commit of most packages of the repository"
        case SameFiles():
            return _same_files(reason, version)
        case NewestOf():
            return _newest(reason)
        case InGoMod():
            return _in_go_mod(reason, version)
        case WithoutChanges():
            return f"the locked version, without the local changes (+{reason.added} -{reason.removed})"
        case Lifted():
            return _lifted(reason, version)
        case Hold() | Above() | Unimported() | InRepository() | AsIn():
            return _by_others(reason, version)
    return _why_copied(reason, version)


def _lifted(reason: Lifted, version: VersionText) -> str:
    if reason.how is Offered.SAME:
        told = "a release with the same files"
    else:
        which = "contains" if reason.has_commit else "follows"
        changed = f"with {counted(reason.files, 'changed file')} and" if reason.files else "with"
        told = f"a release that {which} the commit, {changed} the same declarations of the API in use"
    return f"{told}, instead of {version(reason.old)} ({why(reason.because, version)})"


def _by_others(reason: Hold | Above | Unimported | InRepository | AsIn, version: VersionText) -> str:
    match reason:
        case InRepository():
            by = f", imported by {reason.importer}" if reason.importer else ""
            return f"a module of this repository{by}"
        case AsIn():
            return f"same version as in {reason.module}"
        case Hold():
            return _hold(reason, version)
        case Above():
            return f"{reason.asker or 'the module graph'} requires {version(reason.selected)}"
    return _unimported(reason)


def _why_copied(reason: Reason | None, version: VersionText) -> str:
    match reason:
        case Differs():
            return _differs(reason)
        case Lacks():
            return f"{_module(reason.module, version)} has no package {reason.package}"
        case Unsourced():
            return _unsourced(reason)
        case Unfetched():
            return heard(reason.asked, f"the files of {version(reason.module.version)}")
        case OtherPath():
            return f"the go.mod of {_module(reason.module, version)} declares its path as {reason.declared}"
        case BadGoMod():
            return f"the go.mod of {_module(reason.module, version)} cannot be read: {reason.said}"
        case Twice():
            return f"{_module(reason.module, version)} is in the build under another path, too"
    return ""


def _module(module: ModuleVersion, version: VersionText) -> str:
    return f"{module.path}@{version(module.version)}"


def _locked(reason: Locked) -> str:
    what = "the locked revision" if not _is_hash(reason.revision) else "the locked commit"
    ways = {
        Way.SOURCE: f", from {reason.path}, the source in the lock file",
        Way.NEW_HOME: f", from {reason.path}, the repository's new home since {reason.since}",
        Way.DECLARED: f", as {reason.path}, the path in its go.mod",
        Way.RENAMED: f" of {reason.path}, whose packages import each other by that path",
        Way.REMOTE: f", from {reason.path}, the remote of the checkout",
    }
    if reason.proof is Proof.LOCK:
        what = "the release that the lock file names beside the commit; no source confirmed its commit"
    if reason.proof is Proof.SECOND:
        what = "a release from the same second as the locked commit; no source confirmed its commit"
    unimported = "" if reason.is_imported else "; not imported, but another module requires it"
    return f"{what}{ways.get(reason.way, '')}{unimported}"


def _is_hash(revision: str) -> bool:
    return len(revision) >= 7 and all(c in "0123456789abcdef" for c in revision.lower())


def _in_checkout(reason: InCheckout) -> str:
    way = f", from {reason.by.path}" if reason.by.path else ""
    if reason.locked:
        return f"commit of the checkout in GOPATH{way}; the lock file has {short(reason.locked)}"
    return f"commit of the checkout in GOPATH{way}"


def _matching(reason: SameFiles, version: VersionText) -> str:
    matching = "all " if reason.equal == reason.files > 1 else ""
    if reason.equal < reason.files:
        matching = f"{reason.equal:,} of "
    verb = "matches" if reason.files == 1 else "match"
    also = (
        f"; {plural('so does', len(reason.also))} {first_few([version(v) for v in reason.also])}" if reason.also else ""
    )
    files = f"{matching}{counted(reason.files, 'file')} of {counted(reason.packages, 'package')} {verb} "
    return f"{files}{version(reason.version)}{also}"


def _same_files(reason: SameFiles, version: VersionText) -> str:
    told = _matching(reason, version)
    if reason.asked is not None:
        return f"{_unsourced(Unsourced(revision=reason.locked, asked=reason.asked))}; {told}"
    whose = "the vendored files" if reason.is_vendored else "the files of the legacy build"
    source = "checkout's" if reason.is_checkout else "locked"
    return f"{whose} differ from the {source} commit; {told}"


def _newest(reason: NewestOf) -> str:
    by = f"imported by {reason.importer}"
    if reason.date is None:
        return f"{by}; newest version"
    if reason.is_late:
        return f"{by}; earliest available version, none is from {reason.date:%Y-%m-%d} or before"
    spared = " that requires no more than the locked versions" if reason.is_spared else ""
    return f"{by}; newest version of {reason.date:%Y-%m-%d}{spared}"


def _in_go_mod(reason: InGoMod, version: VersionText) -> str:
    if reason.built is None:
        return "required by the existing go.mod"
    now = version(reason.built.version) if reason.built.version else reason.built.path
    match reason.drift:
        case Drift.SAME:
            return "go.mod has the locked commit"
        case Drift.NOT_LOCKED:
            return f"go.mod has {now}; no lock file names a revision"
        case Drift.FOLDER:
            return f"go.mod replaces the module by {now}"
    if not reason.is_known:
        return f"go.mod has {now}, the lock file has {short(reason.locked)}; no source gave its version"
    lowered = " (lowered)" if reason.drift is Drift.LOWERED else ""
    return f"go.mod has {now}{lowered}, the lock file has {version(reason.locked)}"


def _hold(reason: Hold, version: VersionText) -> str:
    match reason.pull:
        case Pull.LOWER_ONLY:
            return f"the build uses no package of it, and the module graph requires only {version(reason.selected)}"
        case Pull.MENTIONED:
            return "the requirements of another version in the module graph would raise locked versions"
    asker, tested = reason.asker, reason.tested
    if tested and asker and asker.path == tested:
        return f"{asker}, imported only by tests of dependencies, requires {version(reason.selected)}"
    by = f", only because tests of dependencies import {tested}" if tested else ""
    return f"{asker or 'the module graph'} requires {version(reason.selected)}{by}"


def _unimported(reason: Unimported) -> str:
    if not reason.unknown:
        return "nothing in the build imports it"
    return f"nothing that could be read imports it; the imports of {first_few(reason.unknown)} are not known"


def _differs(reason: Differs) -> str:
    otherwise = _OTHERWISE[reason.what]
    counts = f" (+{reason.added} -{reason.removed})" if reason.added or reason.removed else ""
    return f"differs from the module {otherwise + ', ' if otherwise else ''}in {first_few(reason.files)}{counts}"


def _unsourced(reason: Unsourced) -> str:
    if not reason.revision and not _has_answers(reason.asked):
        told = "no lock file names its version"
    elif reason.revision and reason.asked.is_no:
        told = f"no source has {_commit(reason.revision)}"
    else:
        told = heard(reason.asked, _commit(reason.revision) if reason.revision else "the module")
    return f"{told}{_looked_into(reason)}"


def _commit(revision: str) -> str:
    return f"commit {short(revision)}" if _is_hash(revision) else revision


def _looked_into(reason: Unsourced) -> str:
    """What comparing the files with versions that are available came to."""
    if not reason.compared:
        return ""
    compared = f"; compared with {counted(reason.compared, 'version')}: "
    if reason.nearest is None:
        return f"{compared}none has these files"
    nearest = "" if reason.compared == 1 else f"the nearest, {reason.nearest.version}, "
    start = compared if nearest else f"; compared with {reason.nearest.version}: "
    return f"{start}{nearest}differs in {first_few(reason.differing)}"


def _has_answers(asked: Answers) -> bool:
    return bool(asked.no or asked.refused or asked.not_asked or asked.unreachable or asked.failed)


def heard(asked: Answers, what: str) -> str:
    """The answers to a question, never more than was heard: "no source has v1.0.0" only where each that may know said
    so."""
    if asked.is_no:
        return f"no source has {what}"
    parts = []
    if asked.refused:
        parts.append(f"{all_of(asked.refused)} refused the request")
    if asked.unreachable:
        parts.append(f"{all_of(asked.unreachable)} {plural('is', len(asked.unreachable))} unreachable")
    if asked.failed:
        parts.append(f"{all_of(asked.failed)} gave no usable answer")
    if asked.not_asked:
        parts.append(f"{all_of(asked.not_asked)} {plural('was', len(asked.not_asked))} not asked")
    if asked.no and parts:
        parts.append(f"the other sources do not have {what}")
    return "; ".join(parts) or "no source was asked"


def noted(reason: Reason) -> str:
    """The clause as files of the branch have it: without what was heard on this machine."""
    match reason:
        case Unfetched():
            return f"no source gave the files of {reason.module.version}"
        case Unsourced(revision=revision):
            return f"{_not_given(revision)}{_looked_into(reason)}"
        case SameFiles() if reason.asked is not None:
            return f"{_not_given(reason.locked)}; {_matching(reason, str)}"
    return why(reason)


def _not_given(revision: str) -> str:
    return f"no source gave {_commit(revision)}" if revision else "no lock file names its version"


def comment_of(reason: Reason) -> str:
    """What a go.mod says above the replace line that this decision needs."""
    if isinstance(reason, Hold):
        return f"held at the locked version: {noted(reason)}"
    if isinstance(reason, Lifted) and isinstance(reason.because, Hold):
        return f"held at a release instead of {reason.old}: {noted(reason.because)}"
    return f"kept copy: {noted(reason)}" if isinstance(reason, CopyReason) else noted(reason)


def kept_as(reason: Reason | None, *, has_files: bool = False) -> str:
    """The heading for pins that are kept for such a reason: what is true of each of them."""
    match reason:
        case Locked(proof=Proof.COMMIT):
            return LOCKED
        case SameAt():
            return "another locked commit of the same repository, with the same packages"
        case Locked():
            what = "a release with the files of the legacy build" if has_files else "a release"
            unproven = "" if has_files else "; no source confirmed that the tag is at the locked commit"
            return f"{what}, by the lock file's version or the commit's time{unproven}"
        case InCheckout(locked=locked):
            where = "the commit of the checkout in GOPATH"
            return f"{where}, which differs from the lock file" if locked else f"{where}; no lock file names a commit"
        case SameFiles():
            return "the version with the files of the legacy build"
        case InGoMod():
            return "the version in the existing go.mod"
        case WithoutChanges():
            return "the locked version without the local changes: not the code that was built"
        case Lifted(how=Offered.SAME):
            return "a release with the same files instead of a commit"
        case Lifted():
            return "a release with the same API in use instead of a commit: not the code that was built"
        case InRepository():
            return "a module of this repository"
        case NewestOf():
            return "no lock file names a version"
    return "the version of another module of this repository"


def copied_as(reason: Reason | None) -> str:
    """What some copies are kept for, as a template over their number `n`: "{n:~has} local changes"."""
    match reason:
        case Differs(what=Difference.CODE):
            return "{n:~has} local changes"
        case Differs(what=what):
            return f"{{n:~has}} other {_MARKS[what]}"
        case Unsourced(revision=""):
            return "{n:~has} no known version"
        case Unsourced(asked=asked) | Unfetched(asked=asked):
            return _ungiven(asked)
        case Lacks():
            return "{n:~has} packages that the module lacks"
        case OtherPath() | BadGoMod():
            return "{n:~has} a go.mod that does not fit"
        case Twice():
            return "{n:~is} in the build twice"
        case InGoMod():
            return "{n:~is} in the existing go.mod"
    return "for other reasons"


def _ungiven(asked: Answers) -> str:
    if asked.is_no:
        return "{n:~is} not available"
    return "{n:~was} refused by a source" if asked.refused else "{n:~has} no usable answer from a source"
