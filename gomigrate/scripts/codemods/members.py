"""Arguments of calls and elements of lists that change, come or go; commas and comments stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import libcst

from gomigrate.scripts.codemods.tree import has_comment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gomigrate.scripts.codemods.places import Holder

_NO_TAIL: dict[str, Any] = {
    "comma": libcst.MaybeSentinel.DEFAULT,
    "whitespace_after_arg": libcst.SimpleWhitespace(""),
}


def members_of(holder: Holder) -> Sequence[Any]:
    """The arguments of a call, the elements of a list, a tuple or a dictionary."""
    return holder.args if isinstance(holder, libcst.Call) else holder.elements


def with_members(holder: Holder, written: Mapping[int, str]) -> Holder | None:
    """A call, list, tuple or dictionary with a text (`sum = "h1:...", version = "v1.0.0"`, or nothing) instead of some
    of its members; None where a comment would be lost, or a list or tuple would no longer be one."""
    members: Sequence[Any] | None = members_of(holder)
    for number in sorted(written, reverse=True):
        if members is not None:
            new = _read(holder, members[number], written[number])
            members = replaced(members, number, number + 1, new)
    is_list = isinstance(holder, libcst.List | libcst.Tuple)
    if members is None or (is_list and len(members) < (1 if isinstance(holder, libcst.List) else 2)):
        return None
    return holder.with_changes(**{"args" if isinstance(holder, libcst.Call) else "elements": members})


def _read(holder: Holder, old: Any, new: str) -> list[Any]:
    """What is written, as members of this kind, with the blanks around = that the old one has."""
    if not new:
        return []
    if not isinstance(holder, libcst.Call):
        parsed = libcst.parse_expression(f"[{new}]")
        assert isinstance(parsed, libcst.List)
        return list(parsed.elements)
    call = libcst.parse_expression(f"f({new})")
    assert isinstance(call, libcst.Call)
    return [one.with_changes(equal=old.equal) if one.keyword and old.keyword else one for one in call.args]


def replaced(members: Sequence[Any], first: int, last: int, new: Sequence[Any]) -> list[Any] | None:
    """The members with those from `first` to before `last` replaced. Each new one gets the comma, and what follows the
    comma, of the old one; None where a comment would be lost."""
    old, before = members[first:last], list(members[:first])
    if any(_has_comment(member) for member in old[len(new) :]) or any(
        has_comment(_with_tail(o, _NO_TAIL)) for o in old
    ):
        return None
    tails = [_tail(member) for member in old[: len(new)]]
    more = len(new) - len(old)
    if more > 0:
        at = max(len(tails) - 1, 0)
        tails[at:at] = [{**_NO_TAIL, "comma": _comma(members, first)}] * more
    done = [_with_tail(one, tail) for one, tail in zip(new, tails, strict=True)]
    if last == len(members) and (before or done) and len(old) != len(new) and (not old or more < 0):
        # The last one has no comma, or one with the blanks before the bracket: so has the last one now.
        kept = [*before, *done]
        if more < 0 and _has_comment(kept[-1]):
            return None
        if more > 0 and before:
            kept[first - 1] = _with_tail(before[-1], {**_NO_TAIL, "comma": _comma(members, first)})
        return [*kept[:-1], _with_tail(kept[-1], _tail(members[-1]) if members else _NO_TAIL)]
    return [*before, *done, *members[last:]]


def _tail(member: Any) -> dict[str, Any]:
    """What follows a member: its comma, and the blanks before that or before the bracket."""
    return {name: getattr(member, name) for name in _NO_TAIL if hasattr(member, name)}


def _with_tail(member: Any, tail: dict[str, Any]) -> Any:
    return member.with_changes(**{name: value for name, value in tail.items() if hasattr(member, name)})


def _comma(members: Sequence[Any], at: int) -> libcst.Comma:
    """A comma with the blanks and the end of the line that the others have, best those before a place."""
    near = [*reversed(members[:at]), *members[at:]]
    like = next((one.comma for one in near if one is not members[-1] and isinstance(one.comma, libcst.Comma)), None)
    if like is None:
        return libcst.Comma(whitespace_after=libcst.SimpleWhitespace(" "))
    after = like.whitespace_after
    if isinstance(after, libcst.ParenthesizedWhitespace):
        first = libcst.TrailingWhitespace(newline=after.first_line.newline)
        return like.with_changes(whitespace_after=after.with_changes(first_line=first, empty_lines=()))
    return like


def _has_comment(member: Any) -> bool:
    return any(map(has_comment, _tail(member).values()))
