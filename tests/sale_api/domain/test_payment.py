"""Accounts, references, and what is asked of who pays first."""

from base64 import b32encode, urlsafe_b64encode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sale_api.domain.iban import is_iban
from sale_api.domain.payment import Prepaid, order_in, reference_of
from tests.sale_api.given import PREPAYMENT

ORDER = urlsafe_b64encode(bytes(range(15))).decode()
REFERENCE = reference_of(ORDER)
ORDERS = st.binary(min_size=15, max_size=15).map(lambda raw: urlsafe_b64encode(raw).decode())


@pytest.mark.parametrize(
    "account",
    [
        "DE89370400440532013000",
        "GB82WEST12345698765432",
        "NO9386011117947",
        "MT84MALT011000012345MTLCAST001S",
    ],
)
def test_an_account_number_with_true_digits_is_one(account: str) -> None:
    assert is_iban(account)


@pytest.mark.parametrize(
    "account",
    [
        "",
        "DE88370400440532013000",
        "DE89370400440532013001",
        "de89370400440532013000",
        "DE89 3704 0044 0532 0130 00",
        "DE8937040044053201300\u0660",
        "DE89370400440532013000" + "0" * 13,
    ],
)
def test_what_is_no_account_number_is_refused(account: str) -> None:
    assert not is_iban(account)


def test_a_reference_is_28_letters_and_digits_with_check_digits() -> None:
    assert REFERENCE[:2] == "FS"
    assert REFERENCE[4:] == b32encode(bytes(range(15))).decode()
    assert (int.from_bytes(bytes(range(15))) * 100 + int(REFERENCE[2:4])) % 97 == 1


@given(ORDERS, st.sampled_from(["{}", "Order {} thanks", "xx{}yy", "FS12 {}", "FS{}"]))
def test_an_order_is_found_by_its_reference_in_any_text(order: str, text: str) -> None:
    assert order_in(text.format(reference_of(order))) == order


@pytest.mark.parametrize(
    "written",
    [
        " ".join(REFERENCE),
        REFERENCE.lower(),
        "-".join((REFERENCE[:10], REFERENCE[10:])),
        f"RF: {REFERENCE}.",
        f"{REFERENCE[:9]}\n{REFERENCE[9:]}",
        f"{REFERENCE[:9]}\u00e4{REFERENCE[9:]}",
    ],
)
def test_however_a_bank_breaks_the_reference_it_is_found(written: str) -> None:
    assert order_in(written) == ORDER


@example("WKLuuH2CZLPR_eAAAAAA", 20, "S")
@given(ORDERS, st.integers(2, 27), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_one_wrong_letter_finds_nothing(order: str, place: int, letter: str) -> None:
    reference = reference_of(order)
    misread = reference[:place] + letter + reference[place + 1 :]

    assert order_in(misread) == (order if misread == reference else None)


@pytest.mark.parametrize("text", ["", "thanks", "FS", "FS00" + "A" * 24, REFERENCE[:-1]])
def test_a_text_without_a_reference_names_no_order(text: str) -> None:
    assert order_in(text) is None


def test_what_is_asked_counts_from_the_order_on() -> None:
    assert PREPAYMENT.asked(1_000) == Prepaid(
        "The shop", "DE89370400440532013000", "", 301_000, 601_000
    )
