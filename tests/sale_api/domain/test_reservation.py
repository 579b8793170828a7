from msgspec.structs import replace

from sale_api.domain.identifiers import order_id
from sale_api.domain.lot import Claim
from tests.sale_api.given import SALE, a_reservation


def test_a_reservation_names_the_only_key_under_which_it_can_become_an_order() -> None:
    reservation = a_reservation(Claim(2, "claim001", 1_000))

    assert reservation.order == order_id(SALE, reservation.shopper, "claim001")


def test_only_sale_shopper_and_claim_id_decide_the_key() -> None:
    reservation = a_reservation(Claim(2, "claim001", 1_000))

    other = replace(reservation, pool="other", claim=Claim(1, "claim001", 9, lender=3))

    assert other.order == reservation.order
