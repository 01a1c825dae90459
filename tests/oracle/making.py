"""Makes odd inputs out of good ones, the same ones for the same seed."""

from __future__ import annotations

import random
from collections.abc import Sequence


def odd(rng: random.Random, seeds: Sequence[str], pieces: Sequence[str], *, most: int = 4) -> str:
    """One of the seeds, often changed in a few places: a piece put in, a part taken out, doubled, or taken from
    another seed. About a fifth stay as they are."""
    text = rng.choice(seeds)
    for _ in range(rng.choice((0, *range(1, most + 1)))):
        start = rng.randint(0, len(text))
        end = min(len(text), start + rng.choice((0, 0, 1, 1, 2, 8)))
        match rng.randrange(5):
            case 0 | 1:
                text = text[:start] + rng.choice(pieces) + text[end:]
            case 2:
                text = text[:start] + text[end:]
            case 3:
                text = text[:end] + text[start:end] + text[end:]
            case _:
                other = rng.choice(seeds)
                text = text[:start] + other[rng.randint(0, len(other)) :]
    return text
