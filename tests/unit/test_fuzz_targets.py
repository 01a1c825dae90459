"""The fuzzer's targets hold for the inputs that they begin with, whole, cut short and with bytes changed."""

from __future__ import annotations

import random

import pytest

from fuzz.targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_target_holds_for_its_seeds(name: str) -> None:
    target = TARGETS[name]
    chance = random.Random(name)
    for seed in target.seeds[:8]:
        target.check(seed)
        for _ in range(10):
            changed = bytearray(seed[: chance.randrange(len(seed) + 1)])
            for at in range(0, len(changed), 40):
                changed[at] = chance.randrange(256)
            target.check(bytes(changed))
