"""Work beside a play ends with it, and what goes wrong in it is not lost."""

import asyncio

import pytest

from infra.local.stories.beside import beside


def test_work_beside_a_block_ends_with_it() -> None:
    async def play() -> bool:
        ended = asyncio.Event()

        async def work() -> None:
            try:
                await asyncio.Event().wait()
            finally:
                ended.set()

        async with beside(work()):
            await asyncio.sleep(0)
        return ended.is_set()

    assert asyncio.run(play())


def test_what_goes_wrong_beside_a_block_is_raised_at_its_end() -> None:
    async def fail() -> None:
        raise KeyError("orders")

    async def play() -> None:
        async with beside(fail()):
            await asyncio.sleep(0)

    with pytest.raises(KeyError, match="orders"):
        asyncio.run(play())
