"""The check digit against a second, independent way to compute it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sensitive_check.validators import resident_id


@given(st.text("0123456789", min_size=17, max_size=17))
def test_exactly_one_check_character_fits(body: str) -> None:
    # ISO 7064: the number with its check character is congruent to 1 modulo 11.
    remainder = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(body)) % 11
    wanted = "0123456789X"[(1 - remainder) % 11]
    assert [character for character in "0123456789X" if resident_id(body + character)] == [wanted]


@given(st.text())
def test_any_text_gets_an_answer(text: str) -> None:
    assert resident_id(text) in (True, False)
