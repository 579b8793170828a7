"""Pearson's test of whether counts may be what uniform dice give."""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, exp, lgamma, log, sqrt


def p_value(counts: Sequence[int]) -> float:
    """Return how likely uniform dice spread as unevenly as these counts, or more so."""
    expected = sum(counts) / len(counts)
    chi_square = sum((count - expected) ** 2 / expected for count in counts)
    return upper_tail(chi_square, len(counts) - 1)


def upper_tail(chi_square: float, freedom: int) -> float:
    """Return Q(freedom / 2, chi_square / 2), the regularised upper incomplete gamma function.

    By its recurrence Q(a + 1, x) = Q(a, x) + x**a * exp(-x) / gamma(a + 1), from Q(1, x) = exp(-x)
    or Q(1/2, x) = erfc(sqrt(x)); NIST's Digital Library of Mathematical Functions, 8.8.6 and 8.4.
    """
    if not chi_square:
        return 1.0
    x = chi_square / 2
    a, tail = (0.5, erfc(sqrt(x))) if freedom % 2 else (1.0, exp(-x))
    while a < freedom / 2:
        tail += exp(a * log(x) - x - lgamma(a + 1))
        a += 1
    return tail
