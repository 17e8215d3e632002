"""Data: frozen dataclasses that are cheap to define and to make, with slots where they cache no property.

They are frozen for the type checker alone: real ones take four times as long to make, and a run that reads one plan
spent a tenth of its time on their definitions.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from functools import cached_property
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

_Class = TypeVar("_Class")


@dataclass_transform(frozen_default=True, eq_default=False, field_specifiers=(field,))
def record(cls: type[_Class]) -> type[_Class]:
    """A thing with a place: two that are equal in all else are still two."""
    cls.__doc__ = cls.__doc__ or cls.__name__  # else a dataclass writes one, which takes longer than all the rest
    return dataclass(slots=_may_have_slots(cls), eq=False, repr=False, match_args=False)(cls)


def distinct(cls: type[_Class]) -> type[_Class]:
    """A NamedTuple for a thing with a place, of which a plan has very many: as `record`."""
    cls.__eq__, cls.__ne__, cls.__hash__ = object.__eq__, object.__ne__, object.__hash__  # type: ignore[method-assign]
    return cls


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value_object(cls: type[_Class]) -> type[_Class]:
    """A value: two that are equal are the same, also as keys."""
    made: Any = record(cls)
    told = [each.name for each in fields(made) if each.repr]
    values = _values([each.name for each in fields(made) if each.compare])

    # One function for all classes, where a dataclass compiles new ones for each.
    def __eq__(self: object, other: object) -> bool:  # noqa: N807
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def __hash__(self: object) -> int:  # noqa: N807
        return hash(values(self))

    def __repr__(self: object) -> str:  # noqa: N807
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in told)})"

    made.__eq__, made.__hash__, made.__repr__ = __eq__, __hash__, __repr__
    return made  # type: ignore[no-any-return]


def _values(names: list[str]) -> Callable[[object], object]:
    return attrgetter(*names) if names else lambda _: ()


def _may_have_slots(cls: type[object]) -> bool:
    return not any(isinstance(value, cached_property) for value in vars(cls).values())
