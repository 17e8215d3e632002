"""Records: what their annotations make of them."""

from collections import Counter

import pytest

from planlint.text.records import field, record, replace, value_object


@value_object
class Base:
    name: str
    size: int = 1
    seen: Counter[str] = field(default_factory=Counter)
    note: str = field(default="", compare=False)


@value_object
class Longer(Base):
    size: int = 2
    colour: str = "red"


@record
class Thing:
    name: str


def test_fields_have_the_values_given_or_their_defaults() -> None:
    made = Base("a", note="b")
    assert (made.name, made.size, made.seen, made.note) == ("a", 1, Counter(), "b")
    assert made.seen is not Base("a").seen


def test_a_record_has_the_fields_of_what_it_extends_first() -> None:
    made = Longer("a", 3, colour="blue")
    assert (made.name, made.size, made.colour, Longer("a").size, Base("a").size) == ("a", 3, "blue", 2, 1)


def test_values_are_equal_where_all_that_is_compared_is() -> None:
    assert Base("a", note="b") == Base("a")
    assert Base("a") != Base("a", 2)
    assert Longer("a", 1) != Base("a", 1)
    assert Thing("a") != Thing("a")
    assert repr(Thing("a")) != repr(Base("a")) == "Base(name='a', size=1, seen=Counter(), note='')"


@pytest.mark.parametrize("arguments", [(), ("a", 1, Counter(), "", "too many")])
def test_arguments_are_those_of_the_fields(arguments: tuple[object, ...]) -> None:
    with pytest.raises(TypeError):
        Base(*arguments)  # type: ignore[arg-type]


def test_replace_changes_what_is_named() -> None:
    made = replace(Longer("a", 3), colour="blue")
    assert (type(made), made.name, made.size, made.colour) == (Longer, "a", 3, "blue")
    with pytest.raises(TypeError):
        replace(made, unknown=1)
