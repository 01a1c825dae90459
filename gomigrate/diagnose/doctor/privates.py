"""Private modules: by which way each comes, with which credential, and what will come of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.diagnose.doctor.outcome import check
from gomigrate.diagnose.doctor.proxies import where_it_ends
from gomigrate.model.codes import finding
from gomigrate.model.go.modpath import match_prefix_patterns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.diagnose.doctor.surroundings import Surroundings
    from gomigrate.model.diagnosis.surroundings import Check, Dependency, GitSetting
    from gomigrate.model.findings import Finding


def check_private(seen: Surroundings) -> Check:
    """Every private module of the project: proxy or version control, checked or not, and with which credential."""
    private = seen.private
    found = [*_served_to_anyone(seen)]
    evidence = []
    for dependency in private:
        evidence.append(f"{dependency.module}: {_way(seen, dependency)}")
        found += _trouble(seen, dependency)
    summary = f"{len(private)} of {len(seen.subject.dependencies)} modules are private, by settings or by signs"
    skipped = "no proxy was asked (offline)" if private and seen.is_offline else ""
    return check("private", "Private modules", summary, found, evidence, skipped=skipped)


def _way(seen: Surroundings, dependency: Dependency) -> str:
    path = dependency.module.path
    checked = "not checked" if seen.database.is_off or seen.is_exempt(path) else f"checked by {seen.database.name}"
    if seen.goes_direct(path):
        return f"version control (GONOPROXY), {checked}, credential: {credential(seen, path) or 'none at hand'}"
    ended = where_it_ends(seen, dependency)
    first = next((element for element in seen.proxies()), None)
    if first is None:
        return f"version control, {checked}, credential: {credential(seen, path) or 'none at hand'}"
    was_asked = any(exchange.module == dependency.module for exchange in first.exchanges)
    outcome = "not refused" if was_asked else "not asked"
    if ended:
        outcome = f"ends at {ended[0].word} with {ended[1].answer}"
    return f"{first.word} first, {checked}, credential: {first.credential or 'none'}; {outcome}"


def credential(seen: Surroundings, path: str) -> str:
    """What the go command, or the git below it, would show for a module in version control: its kind, never itself."""
    instead = [s for s in seen.git if s.key.lower().endswith(".insteadof") and _is_for(s.value, path)]
    if instead:
        # The longest beginning counts (git help config, url.<base>.insteadOf).
        target = _section_url(max(instead, key=lambda setting: len(setting.value)))
        return f"git insteadOf, leads to {target}"
    for login in seen.logins:
        place = login.removeprefix("https://").rstrip("/")
        if path == place or path.startswith(f"{place}/"):
            return f"netrc login for {place}"
    for setting in seen.git:
        if _names_credential(setting) and (_is_for(_section_url(setting), path) or not _section_url(setting)):
            return f"git {setting.key}" + (f" ({setting.value})" if setting.key.endswith("helper") else "")
    if seen.env.goauth not in {"", "netrc", "off"}:
        return f"GOAUTH ({seen.env.goauth.split()[0]})"
    return ""


def _names_credential(setting: GitSetting) -> bool:
    name = setting.key.lower()
    return (name.startswith("credential.") and name.endswith("helper")) or name.endswith("extraheader")


def _section_url(setting: GitSetting) -> str:
    """The URL in http.URL.extraheader or credential.URL.helper, "" where the setting is for all."""
    return setting.key.partition(".")[2].rpartition(".")[0]


def _is_for(url: str, path: str) -> bool:
    place = url.partition("://")[2] or url
    place = place.rpartition("@")[2].replace(":", "/").strip("/").removesuffix(".git")
    return bool(place) and (path == place or path.startswith(f"{place}/"))


def _served_to_anyone(seen: Surroundings) -> Iterator[Finding]:
    for exchange in seen.anonymous:
        if exchange.is_found:
            yield finding(
                "GM876",
                f"{exchange.module} was served without credentials",
                evidence=(str(exchange), "the request carried no Authorization header"),
            )


def _trouble(seen: Surroundings, dependency: Dependency) -> Iterator[Finding]:
    path = dependency.module.path
    is_direct = seen.goes_direct(path) or not seen.proxies()
    if not is_direct or not (seen.goes_direct(path) or any(e.word == "direct" for e in seen.chain)):
        return
    if not credential(seen, path):
        host = path.partition("/")[0]
        yield finding(
            "GM877",
            f"{path} comes from version control, and nothing has a credential for {host}",
            remedy=f"git config --global url.ssh://git@{host}/.insteadOf https://{host}/, or add a line for "
            f"{host} to ~/.netrc.",
        )
    if _is_forbidden(seen.env.govcs, seen.env.goprivate, path):
        yield finding("GM878", f"GOVCS={seen.env.govcs} allows no version control for {path}")


def _is_forbidden(govcs: str, goprivate: str, path: str) -> bool:
    """Whether GOVCS turns git off for a module (go help vcs): the first pattern that fits counts, "private" standing
    for what GOPRIVATE covers and "public" for the rest; git is allowed where none fits."""
    kind = "private" if match_prefix_patterns(goprivate, path) else "public"
    for item in govcs.split(","):
        pattern, _, allowed = item.strip().partition(":")
        fits = pattern == kind if pattern in {"public", "private"} else match_prefix_patterns(pattern, path)
        if pattern and fits:
            return allowed == "off" or not {"git", "all"} & set(allowed.split("|"))
    return False
