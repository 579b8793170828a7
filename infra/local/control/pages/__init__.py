"""The templates of the pages; whatever is put into one is text, unless it says otherwise."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clock"] = _clock
    environment.filters["day"] = _day
    return environment


def template(name: str) -> Template:
    """Give a template by its file's name; a changed file is read anew."""
    return _environment().get_template(name)


def _clock(instant_ms: float) -> str:
    return f"{datetime.fromtimestamp(instant_ms / 1000, tz=UTC):%H:%M:%S}"


def _day(instant_ms: float) -> str:
    return f"{datetime.fromtimestamp(instant_ms / 1000, tz=UTC):%Y-%m-%d %H:%M:%S} UTC"
