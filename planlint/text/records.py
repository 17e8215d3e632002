"""Data: classes whose annotations are the parameters of `__init__`, as those of a dataclass are, but cheap to define.

They are frozen for the type checker alone. `__init__` is written when the first instance is made: a run that reads one
plan makes none of half of the classes, and to define them as dataclasses took a sixth of its time.
"""

from collections.abc import Callable
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar, dataclass_transform

_Class = TypeVar("_Class")
_Record = TypeVar("_Record")
_MISSING: Any = object()


class _Field(NamedTuple):
    default: Any
    factory: Callable[[], Any] | None
    repr: bool
    compare: bool


def field(
    *,
    default: Any = _MISSING,
    default_factory: Callable[[], Any] | None = None,
    repr: bool = True,
    compare: bool = True,
) -> Any:
    """As that of dataclasses."""
    return _Field(default, default_factory, repr, compare)


@dataclass_transform(frozen_default=True, eq_default=False, field_specifiers=(field,))
def record(cls: type[_Class]) -> type[_Class]:
    """A thing with a place: two that are equal in all else are still two."""
    made: Any = cls
    made._names = tuple(dict.fromkeys((*getattr(cls, "_names", ()), *cls.__annotations__)))

    def __init__(self: object, *given: object, **named: object) -> None:  # noqa: N807
        made.__init__ = _initializer(made)
        made.__init__(self, *given, **named)

    made.__init__ = __init__
    return cls


def _initializer(cls: Any) -> Any:
    """The `__init__` that sets all fields of a record."""
    parameters, lines, scope = ["self"], [], {"_MISSING": _MISSING}
    for name in cls._names:
        default, factory = getattr(cls, name, _MISSING), None
        if isinstance(default, _Field):
            default, factory = default.default, default.factory
        scope[f"_{name}"] = factory or default
        if factory:
            parameters.append(f"{name}=_MISSING")
            lines.append(f" self.{name} = _{name}() if {name} is _MISSING else {name}")
        else:
            parameters.append(name if default is _MISSING else f"{name}=_{name}")
            lines.append(f" self.{name} = {name}")
    exec(f"def __init__({', '.join(parameters)}):\n" + "\n".join(lines or [" pass"]), scope)
    return scope["__init__"]


def distinct(cls: type[_Class]) -> type[_Class]:
    """A NamedTuple for a thing with a place, of which a plan has very many: as `record`."""
    cls.__eq__, cls.__ne__, cls.__hash__ = object.__eq__, object.__ne__, object.__hash__  # type: ignore[method-assign]
    return cls


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value_object(cls: type[_Class]) -> type[_Class]:
    """A value: two that are equal are the same, also as keys."""
    made: Any = record(cls)
    fields = [(name, getattr(cls, name, None)) for name in made._names]
    told = [name for name, value in fields if not isinstance(value, _Field) or value.repr]
    compared = [name for name, value in fields if not isinstance(value, _Field) or value.compare]
    values: Callable[[object], object] = attrgetter(*compared) if compared else lambda _: ()

    def __eq__(self: object, other: object) -> bool:  # noqa: N807
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def __hash__(self: object) -> int:  # noqa: N807
        return hash(values(self))

    def __repr__(self: object) -> str:  # noqa: N807
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in told)})"

    made.__eq__, made.__hash__, made.__repr__ = __eq__, __hash__, __repr__
    return cls


def replace(record: _Record, **changes: Any) -> _Record:
    """`record` with other values in some of its fields."""
    names: tuple[str, ...] = record._names  # type: ignore[attr-defined]
    return type(record)(**{name: getattr(record, name) for name in names} | changes)
