"""Grounds to stand a stage on: the stores in memory, and the adapters on moto."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import fields
from types import SimpleNamespace
from typing import Any

import botocore.endpoint
import pytest
from botocore.exceptions import ReadTimeoutError

from chalicelib.aws.mail import KEY_HEADER
from tests import cloud
from tests.crashes.stage import Stage
from tests.sale_api.given import SALE
from tests.simulation.database import Database, InMemory
from tests.simulation.moto_database import OnMoto
from tests.simulation.outside import outside


class Memory:
    """The stores in memory; a run may die at each call of a port."""

    def __init__(self) -> None:
        self._stores: cloud.Stores = cloud.in_memory()

    def build(self, stage: Stage) -> tuple[Database, cloud.Stores]:
        """Return new stores."""
        database = InMemory(SALE)
        self._stores = database.stores
        return database, outside(database.stores, stage.request, lambda _: None)

    def state(self) -> str:
        """Return the content of all stores."""
        stores = [getattr(self._stores, field.name) for field in fields(self._stores)]
        held = [each for store in stores for each in vars(store).values()]
        return repr([each for each in held if isinstance(each, dict | list)])

    def kept(self, stage: Stage) -> None:
        """To arrange a stage takes a millisecond."""


class Moto:
    """The adapters on moto; a run may die at each exchange below botocore's retries."""

    def __init__(self, stores: cloud.Stores) -> None:
        self._stores = stores
        self._stage: Stage | None = None
        self._database = OnMoto(stores, SALE)

    def build(self, stage: Stage) -> tuple[Database, cloud.Stores]:
        """Return the same adapters, on tables that are empty again."""
        OnMoto.clear()
        warehouse: Any = self._stores.warehouse
        warehouse.told.clear()
        self._stage, self._database = stage, OnMoto(self._stores, SALE)
        return self._database, self._stores

    def state(self) -> str:
        """Return all items as moto has them."""
        return OnMoto.state()

    def kept(self, stage: Stage) -> Callable[[], Stage]:
        """Keep a stage and moto's content: to arrange it again would take dozens of requests."""
        put_back, copied = OnMoto.kept(), deepcopy(stage)

        def again() -> Stage:
            put_back()
            self._stage = another = deepcopy(copied)
            database = another.database
            assert isinstance(database, OnMoto), "what was kept stood on moto"
            self._database = database
            return another

        return again

    def exchange(self, name: str, request: Any, truly: Callable[[], Any]) -> Any:
        """Let the stage decide what becomes of an exchange."""

        def apply() -> Any:
            answer = truly()
            if name == "SendEmail":
                headers = json.loads(request.body)["Content"]["Simple"]["Headers"]
                self._database.sent += [h["Value"] for h in headers if h["Name"] == KEY_HEADER]
            return answer

        if self._stage is None:
            return truly()
        return self._stage.exchange(name, apply, _no_answer)


def _no_answer() -> tuple[None, Exception]:
    return None, ReadTimeoutError(endpoint_url="https://moto")


@contextmanager
def on_moto() -> Iterator[Moto]:
    """Play AWS once, for any number of stages."""
    truly = botocore.endpoint.Endpoint._get_response
    with cloud.on_aws() as stores, pytest.MonkeyPatch.context() as patch:
        ground = Moto(stores)

        def play(self: Any, request: Any, operation: Any, context: Any) -> Any:
            return ground.exchange(
                operation.name, request, lambda: truly(self, request, operation, context)
            )

        patch.setattr(botocore.endpoint.Endpoint, "_get_response", play)
        patch.setattr(botocore.endpoint, "time", SimpleNamespace(sleep=lambda _: None))
        yield ground
