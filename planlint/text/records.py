"""Data: frozen dataclasses that are cheap to define and to make, with slots where they cache no property.

They are frozen for the type checker alone: real ones take four times as long to make, and a run that reads one plan
spent a tenth of its time on their definitions.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar, dataclass_transform

_Class = TypeVar("_Class")


@dataclass_transform(frozen_default=True, eq_default=False, field_specifiers=(field,))
def record(cls: type[_Class]) -> type[_Class]:
    """A thing with a place: two that are equal in all else are still two."""
    return dataclass(slots=_may_have_slots(cls), eq=False, repr=False, match_args=False)(cls)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value_object(cls: type[_Class]) -> type[_Class]:
    """A value: two that are equal are the same, also as keys."""
    return dataclass(slots=_may_have_slots(cls), unsafe_hash=True, match_args=False)(cls)


def _may_have_slots(cls: type[object]) -> bool:
    return not any(isinstance(value, cached_property) for value in vars(cls).values())
