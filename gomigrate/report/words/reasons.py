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
from gomigrate.report.words.phrases import all_of, counted, first_few

if TYPE_CHECKING:
    from collections.abc import Collection

    from gomigrate.model.decision import Reason

LOCKED = "the very revision that was locked"
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
            return f"its packages are the same at {short(reason.revision)}, which most others come from"
        case SameFiles():
            return _same_files(reason, version)
        case NewestOf():
            return _newest(reason)
        case InGoMod():
            return _in_go_mod(reason, version)
        case WithoutChanges():
            return f"the locked revision, without local changes (+{reason.added} -{reason.removed})"
        case Lifted():
            return _lifted(reason, version)
        case Hold() | Above() | Unimported() | InRepository() | AsIn():
            return _by_others(reason, version)
    return _why_copied(reason, version)


def _lifted(reason: Lifted, version: VersionText) -> str:
    if reason.how is Offered.SAME:
        told = "a release with the same files"
    else:
        which = "contains it" if reason.has_commit else "follows it"
        told = f"a release that {which}, {counted(reason.files, 'file')} changed, the API in use kept"
    return f"{told}, in place of {version(reason.old)} ({why(reason.because, version)})"


def _by_others(reason: Hold | Above | Unimported | InRepository | AsIn, version: VersionText) -> str:
    match reason:
        case InRepository():
            by = f"; {reason.importer} imports it" if reason.importer else ""
            return f"a module of this repository{by}"
        case AsIn():
            return f"as {reason.module} has it"
        case Hold():
            return _hold(reason, version)
        case Above():
            return f"{reason.asker or 'the module graph'} asks for {version(reason.selected)}"
    return _unimported(reason)


def _why_copied(reason: Reason | None, version: VersionText) -> str:
    match reason:
        case Differs():
            return _differs(reason)
        case Lacks():
            return f"{_module(reason.module, version)} lacks {reason.package}"
        case Unsourced():
            return _unsourced(reason)
        case Unfetched():
            return f"{version(reason.module.version)} cannot be downloaded: {heard(reason.asked)}"
        case OtherPath():
            return f"the go.mod of {_module(reason.module, version)} says it is {reason.declared}"
        case BadGoMod():
            return f"the go.mod of {_module(reason.module, version)} cannot be read: {reason.said}"
        case Twice():
            return f"{_module(reason.module, version)} is in the build under another path as well"
    return ""


def _module(module: ModuleVersion, version: VersionText) -> str:
    return f"{module.path}@{version(module.version)}"


def _locked(reason: Locked) -> str:
    what = "the locked revision" if not _is_hash(reason.revision) else "the locked commit"
    ways = {
        Way.SOURCE: f", from {reason.path} as the lock says",
        Way.NEW_HOME: f", at the repository's new home {reason.path} (since {reason.since})",
        Way.DECLARED: f", whose go.mod says it is {reason.path}",
        Way.RENAMED: f" of {reason.path}, whose packages import each other by its own path",
        Way.REMOTE: f", from {reason.path}, which the checkout was cloned from",
    }
    if reason.proof is Proof.LOCK:
        what = "the release that the lock names beside its commit; no source told the release's commit"
    if reason.proof is Proof.SECOND:
        what = "a release with the very second of the locked commit; no source told the release's commit"
    unimported = "" if reason.is_imported else "; nothing imports it, but another module requires it"
    return f"{what}{ways.get(reason.way, '')}{unimported}"


def _is_hash(revision: str) -> bool:
    return len(revision) >= 7 and all(c in "0123456789abcdef" for c in revision.lower())


def _in_checkout(reason: InCheckout) -> str:
    way = f", from {reason.by.path}" if reason.by.path else ""
    if reason.locked:
        return f"the checkout in GOPATH{way}; the lock says {short(reason.locked)}"
    return f"the checkout in GOPATH{way}"


def _matching(reason: SameFiles, version: VersionText) -> str:
    matching = "all " if reason.equal == reason.files > 1 else ""
    if reason.equal < reason.files:
        matching = f"{reason.equal:,} of "
    verb = "matches" if reason.files == 1 else "match"
    also = f"; also {first_few([version(v) for v in reason.also])}" if reason.also else ""
    files = f"{matching}{counted(reason.files, 'file')} of {counted(reason.packages, 'package')} {verb} "
    return f"{files}{version(reason.version)}{also}"


def _same_files(reason: SameFiles, version: VersionText) -> str:
    told = _matching(reason, version)
    if reason.asked is not None:
        return f"{_unsourced(Unsourced(revision=reason.locked, asked=reason.asked))}; {told}"
    whose = "the vendored files" if reason.is_vendored else "the legacy build's files"
    source = "checkout's" if reason.is_checkout else "locked"
    return f"{whose} are those of {version(reason.version)}, not of the {source} commit; {told}"


def _newest(reason: NewestOf) -> str:
    by = f"imported by {reason.importer}"
    if reason.date is None:
        return f"{by}; the newest there is"
    if reason.is_late:
        return f"{by}; the earliest that can be had, nothing is as old as {reason.date:%Y-%m-%d}"
    spared = " that asks for no more than is locked" if reason.is_spared else ""
    return f"{by}; the newest of {reason.date:%Y-%m-%d}{spared}"


def _in_go_mod(reason: InGoMod, version: VersionText) -> str:
    if reason.built is None:
        return "required by the go.mod that is there"
    now = version(reason.built.version) if reason.built.version else reason.built.path
    match reason.drift:
        case Drift.SAME:
            return "go.mod has the locked commit"
        case Drift.NOT_LOCKED:
            return f"go.mod has {now}; no lock says a revision"
        case Drift.FOLDER:
            return f"go.mod replaces it by {now}"
    if not reason.is_known:
        return f"go.mod has {now}, the lock said {short(reason.locked)}, whose version no source told"
    lowered = ": lowered" if reason.drift is Drift.LOWERED else ""
    return f"go.mod has {now}, the lock said {version(reason.locked)}{lowered}"


def _hold(reason: Hold, version: VersionText) -> str:
    match reason.pull:
        case Pull.LOWER_ONLY:
            return f"no package needs it, and the module graph asks for {version(reason.selected)} only"
        case Pull.MENTIONED:
            return "the module graph mentions another version too, whose requirements would raise locked versions"
    asker, tested = reason.asker, reason.tested
    if tested and asker and asker.path == tested:
        return f"{asker}, which only tests of dependencies import, asks for {version(reason.selected)}"
    by = f", needed by {tested}, which only tests of dependencies import" if tested else ""
    return f"{asker or 'the module graph'} asks for {version(reason.selected)}{by}"


def _unimported(reason: Unimported) -> str:
    if not reason.unknown:
        return "nothing in the build imports it"
    return f"nothing that could be read imports it; what {first_few(reason.unknown)} would import is not known"


def _differs(reason: Differs) -> str:
    otherwise = _OTHERWISE[reason.what]
    counts = f" (+{reason.added} -{reason.removed})" if reason.added or reason.removed else ""
    return f"differs from the module {otherwise + ', ' if otherwise else ''}in {first_few(reason.files)}{counts}"


def _unsourced(reason: Unsourced) -> str:
    if not reason.revision and not _has_answers(reason.asked):
        told = "no lock names its version"
    elif reason.revision and reason.asked.is_no:
        told = f"no source has {short(reason.revision)}"
    else:
        told = heard(reason.asked)
    return f"{told}{_looked_into(reason)}"


def _looked_into(reason: Unsourced) -> str:
    """What comparing the files with versions that can be had came to."""
    if not reason.compared:
        return ""
    if reason.nearest is None:
        return f", and none of {counted(reason.compared, 'version')} looked into has these files"
    looked = f"the nearest of {counted(reason.compared, 'version')} looked into" if reason.compared > 1 else ""
    return f"; differs from {reason.nearest.version}{f', {looked},' if looked else ''} in {first_few(reason.differing)}"


def _has_answers(asked: Answers) -> bool:
    return bool(asked.no or asked.refused or asked.not_asked or asked.unreachable or asked.failed)


def heard(asked: Answers) -> str:
    """What came of asking, never more than was heard: "no source has it" only where each that may know said so."""
    if asked.is_no:
        return "no source has it"
    parts = []
    if asked.refused:
        parts.append(f"{all_of(asked.refused)} refused to say")
    if asked.unreachable:
        parts.append(f"{all_of(asked.unreachable)} could not be reached")
    if asked.failed:
        parts.append(f"{all_of(asked.failed)} gave no answer that tells")
    if asked.not_asked:
        parts.append(
            f"{all_of(asked.not_asked)} was not asked"
            if len(asked.not_asked) == 1
            else f"{all_of(asked.not_asked)} were not asked"
        )
    if asked.no and parts:
        parts.append("the others have none")
    return "; ".join(parts) or "no source was asked"


def noted(reason: Reason) -> str:
    """The clause as files of the branch have it: without what was heard on this machine."""
    match reason:
        case Unfetched():
            return f"{reason.module.version} could not be downloaded"
        case Unsourced(revision=revision):
            return f"{_not_given(revision)}{_looked_into(reason)}"
        case SameFiles() if reason.asked is not None:
            return f"{_not_given(reason.locked)}; {_matching(reason, str)}"
    return why(reason)


def _not_given(revision: str) -> str:
    return f"no source gave {short(revision)}" if revision else "no lock names its version"


def comment_of(reason: Reason) -> str:
    """What a go.mod says above the replace line that this decision needs."""
    if isinstance(reason, Hold):
        return f"held at the locked version: {noted(reason)}"
    if isinstance(reason, Lifted) and isinstance(reason.because, Hold):
        return f"held at a release in place of {reason.old}: {noted(reason.because)}"
    return f"kept copy: {noted(reason)}" if isinstance(reason, CopyReason) else noted(reason)


def kept_as(reason: Reason | None, *, has_files: bool = False) -> str:
    """The heading for pins that are kept for such a reason: what is true of each of them."""
    match reason:
        case Locked(proof=Proof.COMMIT):
            return LOCKED
        case SameAt():
            return "another locked revision of the same repository, where these packages are the same"
        case Locked():
            told = "the release that the lock or its commit's time tells"
            return f"{told}, with the files of the legacy build" if has_files else f"{told}; no source told its commit"
        case InCheckout(locked=locked):
            where = "the commit of the checkout in GOPATH"
            return f"{where}, which is not what the lock names" if locked else f"{where}; no lock names its commit"
        case SameFiles():
            return "the version whose files the legacy build has"
        case InGoMod():
            return "as the go.mod that is there says"
        case WithoutChanges():
            return "the locked revision without local changes, so not what was built"
        case Lifted(how=Offered.SAME):
            return "a release with the same files in place of a commit"
        case Lifted():
            return "a release that keeps the API in use in place of a commit, so not what was built"
        case InRepository():
            return "a module of this repository"
        case NewestOf():
            return "no lock names a version"
    return "as another module of this repository has it"


def copied_as(reason: Reason | None) -> str:
    """What a copy is kept for, in few words: true of every copy that is counted under them."""
    match reason:
        case Differs(what=Difference.CODE):
            return "local changes"
        case Differs(what=what):
            return f"other {what}s" if not what.endswith("s") else f"other {what}"
        case Unsourced(revision=""):
            return "version unknown"
        case Unsourced(asked=asked) | Unfetched(asked=asked):
            return "not downloadable" if asked.is_no else "refused" if asked.refused else "not reached"
        case Lacks():
            return "packages that the module lacks"
        case OtherPath() | BadGoMod():
            return "module of another path"
        case Twice():
            return "in the build twice"
        case InGoMod():
            return "as go.mod says"
    return "other"
