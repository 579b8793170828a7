"""Values of the domain as DynamoDB sends them, and back: by their types, so no shape stands twice.

A struct is a map without what is None; a tuple a list; a mapping a map; an enumeration its
text; a claim its own short string. What an item lacks gets the struct's default: that is how
a field is added to items that stand already.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from msgspec import Struct
from msgspec.structs import asdict

from chalicelib.aws.claims import claim_of, text_of
from sale_api.domain.lot import Claim

Item = Mapping[str, Mapping[str, Any]]
"""An item, a key or values as they go over the wire: attribute -> type -> value."""


def packed(value: object) -> Mapping[str, Any]:
    """Return a value as it goes over the wire: its type and its content."""
    form, content = _written(value)
    return {form: content}


def _written(value: object) -> tuple[str, Any]:
    if isinstance(value, Claim):
        value = text_of(value)
    match value:
        case str():
            return "S", str(value)
        case bool():
            return "BOOL", value
        case int():
            return "N", str(value)
        case tuple():
            return "L", [packed(each) for each in value]
        case Mapping():
            return "M", {name: packed(each) for name, each in value.items()}
    return "M", packed_fields(value)


def packed_fields(value: object) -> Item:
    """Return the fields of a struct as they go over the wire, without those that are None."""
    assert isinstance(value, Struct), f"no form for {value!r}"
    return {name: packed(each) for name, each in asdict(value).items() if each is not None}


def unpacked(kind: Any, content: Any) -> Any:
    """Return the value of a kind from its content: what stands beside the type on the wire."""
    return _reader(kind)[1](content)


def type_of(kind: Any) -> str:
    """Return the type that values of a kind have on the wire."""
    return _reader(kind)[0]


PLAIN: Mapping[Any, tuple[str, Callable[[Any], Any]]] = {
    Claim: ("S", claim_of),
    bool: ("BOOL", bool),
    int: ("N", int),
}


@cache
def _reader(kind: Any) -> tuple[str, Callable[[Any], Any]]:
    """Return the wire's type for a kind, and what makes a value of it from the content."""
    if kind in PLAIN:
        return PLAIN[kind]
    if isinstance(kind, type) and issubclass(kind, Struct):
        return "M", _reader_of_fields(kind)
    origin, kinds = get_origin(kind), get_args(kind)
    if origin is UnionType:
        return _reader(kinds[0])
    if origin is not None:
        return _reader_of_many(origin, kinds)
    assert issubclass(kind, str), f"no form for {kind}"
    return "S", kind


def _reader_of_many(origin: Any, kinds: tuple[Any, ...]) -> tuple[str, Callable[[Any], Any]]:
    if origin is tuple:
        read = _reader(kinds[0])[1]
        return "L", lambda content: tuple(read(_content(each)) for each in content)
    assert origin is Mapping, f"no form for {origin}"
    read = _reader(kinds[1])[1]
    return "M", lambda content: {name: read(_content(each)) for name, each in content.items()}


def _reader_of_fields(kind: Any) -> Callable[[Item], Any]:
    @cache
    def readers() -> Mapping[str, Callable[[Any], Any]]:
        # Late: a process reads few of all kinds, and its cold start would pay for each.
        return {name: _reader(hint)[1] for name, hint in get_type_hints(kind).items()}

    def read(item: Item) -> Any:
        # What a newer version has written beside it is not ours to know: both run while deploying.
        known = [(name, readers()[name], each) for name, each in item.items() if name in readers()]
        return kind(**{name: reader(_content(each)) for name, reader, each in known})

    return read


def _content(each: Mapping[str, Any]) -> Any:
    (content,) = each.values()
    return content
