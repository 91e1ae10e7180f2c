"""Keys one slip away from what was typed, and the keys of whole names."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from agent_desktop.store.near_keys import ANOTHER, LEFT_OUT, SWAPPED, TOO_MANY, alphabet, slips
from agent_desktop.store.search_keys import LESS_ONE, WHOLE, folded, phrase, squashed, whole_keys, words

WORDS = tuple(
    folded(word) for word in ("anna", "schneider", "иванова", "παπαδοπουλος", "محمد", "לוי", "o brien")
)
LETTERS = {word: alphabet(word) for word in WORDS}


@given(data=st.data())
def test_whoever_slips_once_is_found(data: st.DataObject) -> None:
    """Whatever one letter more, less, another or swapped makes of a name, the name is among its neighbours."""
    name = data.draw(st.sampled_from(WORDS))
    at = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from(sorted(LETTERS[name])))
    typed = data.draw(
        st.sampled_from(
            [
                name[:at] + letter + name[at:],
                name[:at] + name[at + 1 :],
                name[:at] + letter + name[at + 1 :],
                name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :],
            ]
        )
    )
    assert typed == name or name in slips(typed, also=" ")


def test_a_letter_struck_twice_is_likelier_than_any_other_one_too_many() -> None:
    assert slips("annna")["anna"] > slips("anxna")["anna"]
    found = slips("jhon")
    assert (found["john"], found["jon"], found["jhons"], found["jxon"]) == (
        SWAPPED,
        TOO_MANY,
        LEFT_OUT,
        ANOTHER,
    )


def test_no_letter_is_tried_that_no_key_can_have() -> None:
    for word in WORDS:
        assert all(folded(letter) == letter for letter in alphabet(word))
    assert alphabet("王小明") == ""


def test_a_name_of_several_words_is_one_key_too() -> None:
    assert whole_keys("Ána  MÜLLER-Stein", None) == {f"{WHOLE}ana muller stein"}
    assert whole_keys("Larch", "Larch GmbH") == {f"{WHOLE}larch gmbh"}
    assert whole_keys(None, "") == set()


def test_no_search_for_words_sees_a_whole_name() -> None:
    keys = whole_keys("Anna Müller", "王小明")
    assert not any(words(key) == {key} for key in keys if key.startswith((WHOLE, LESS_ONE)))


def test_a_chinese_name_is_kept_with_each_letter_left_out() -> None:
    assert whole_keys("王小明") == {"王小明", "~小明", "~王明", "~王小"}
    # Korean syllables are kept in their parts, as everything that is folded is.
    korean = {unicodedata.normalize("NFC", key) for key in whole_keys("김 민준")}
    assert korean == {"=김 민준", "김민준", "~민준", "~김준", "~김민"}


def test_what_stands_between_letters_and_digits_makes_no_other_number() -> None:
    assert {squashed(text) for text in ("R-10 23", "r1023", "R/10.23", " #r-1023 ")} == {"r1023"}
    assert phrase(" Müller,  Anna ") == "muller anna"
