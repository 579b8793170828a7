import pytest

from sale_api.domain.goods import Arrivals
from tests.sale_api.given import SALE


def test_what_has_arrived_is_what_all_arrivals_brought() -> None:
    assert Arrivals(SALE, "later").arrived == 0
    assert Arrivals(SALE, "later", {"monday": 3, "tuesday": 4}).arrived == 7


@pytest.mark.parametrize(("quantity", "can"), [(1, True), (2, True), (3, False)])
def test_goods_are_given_up_to_what_has_arrived(quantity: int, *, can: bool) -> None:
    goods = Arrivals(SALE, "later", {"monday": 5}, given=3)

    assert goods.can_give(quantity) is can
