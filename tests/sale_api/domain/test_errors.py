import pytest

from sale_api.domain.errors import InvalidRequest, Refusal, SoldOut, TryAgain


def test_a_refusal_has_a_sentence_a_code_and_the_data_of_the_case() -> None:
    refusal = SoldOut("All units are taken.", largest=0)

    assert (str(refusal), refusal.code, refusal.data) == (
        "All units are taken.",
        "sold_out",
        {"largest": 0},
    )


def test_an_invalid_request_lists_every_field_with_its_problem() -> None:
    refusal = InvalidRequest({"title": "Give one.", "limit": "At least 1."})

    assert refusal.fields == {"title": "Give one.", "limit": "At least 1."}
    assert refusal.data["fields"] == [
        {"field": "title", "problem": "Give one."},
        {"field": "limit", "problem": "At least 1."},
    ]


@pytest.mark.parametrize(("given", "seconds"), [({}, 1), ({"retry_after_seconds": 7}, 7)])
def test_who_is_to_try_again_is_told_when(given: dict[str, int], seconds: int) -> None:
    refusal = TryAgain("Ask again.", **given)

    assert refusal.retry_after_seconds == seconds
    assert refusal.data == {"retry_after": seconds}


def test_no_two_refusals_share_a_code() -> None:
    codes = [kind.code for kind in Refusal.__subclasses__()]

    assert len(codes) == len(set(codes))
