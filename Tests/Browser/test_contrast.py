"""Holds the contrast of the interface's colours: reads Public/css/tokens.css and computes WCAG 2.2 ratios.

Text needs 4.5:1, borders of controls and marks 3:1. The dark set stands twice in the file (the system's wish and the
person's own choice); both must be the same.
"""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[2] / "Public/css/tokens.css").read_text(encoding="utf-8")

TEXT = [
    *[(ink, ground) for ink in ("ink", "ink-soft", "sea", "tile") for ground in ("paper", "sand", "sand-deep")],
    *[("ink", wash) for wash in ("sea-soft", "tile-soft", "pine-soft", "ochre-soft", "plum-soft")],
    *[("ink-soft", wash) for wash in ("sea-soft", "tile-soft", "pine-soft", "ochre-soft", "plum-soft")],
    *[(hue, f"{hue}-soft") for hue in ("sea", "tile", "pine", "ochre", "plum")],
    *[(hue, "paper") for hue in ("pine", "ochre", "plum", "sea-deep", "tile-deep")],
    ("on-sea", "sea"), ("on-sea", "sea-deep"), ("on-tile", "tile"), ("on-tile", "tile-deep"), ("on-pine", "pine"),
]
SHAPE = [("line-strong", "paper"), ("line-strong", "sand"), ("ring", "paper"), ("ring", "sand"), ("pine", "sand-deep"),
         ("ochre", "sand-deep")]


def colours(block):
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9A-Fa-f]{6})\b", block))


def block(selector):
    return TOKENS.split(selector + " {", 1)[1].split("}", 1)[0]


LIGHT = colours(block(":root"))
SYSTEM_DARK = colours(block(':root:not([data-theme="light"])'))
CHOSEN_DARK = colours(block(':root[data-theme="dark"]'))


def luminance(colour):
    channels = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, SYSTEM_DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), TEXT)
def test_text_can_be_read(theme, front, ground):
    assert ratio(theme[front], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, SYSTEM_DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), SHAPE)
def test_shapes_can_be_seen(theme, front, ground):
    assert ratio(theme[front], theme[ground]) >= 3


def test_the_two_dark_sets_are_one():
    assert SYSTEM_DARK == CHOSEN_DARK
    assert set(SYSTEM_DARK) == set(LIGHT)
