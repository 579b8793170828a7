"""E-mail addresses: which of them are one person's, and how a domain is written in ASCII.

These rules are frozen as version 1, for shoppers' ids rest on them: with other rules people would
be new shoppers, who may claim once more. docs/reference/addresses.md has where each rule is from.
Mails go to the address as it was written; what is made here is hashed, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from msgspec import Struct

ADDRESS_RULES: Final = 1
"""The version of all that follows. A change is a new version, for new deployments only."""

DOTS = "[.\u3002\uff0e\uff61]"
"""What divides a domain (RFC 3490, 3.1)."""
LETTERS_SINCE_2008 = "\u00df\u1e9e\u03c2"
"""Sharp s and final sigma, which IDNA of 2003 takes for ss and sigma: letters of other domains."""


class Misread(ValueError):  # noqa: N818 - what happens to an address, not an error of ours
    """When a domain's letters are one domain by IDNA of 2003, and another by today's rules."""


class Provider(Struct, frozen=True):
    """What a provider ignores before the @, and the domain under which all of its boxes stand.

    `tag` begins what is ignored up to the @, `marks` are ignored wherever they stand. No `domain`:
    each of the provider's domains has boxes of its own. `subdomains`: whatever@anna.domain is
    anna@domain, with a minus there for an underscore.
    """

    tag: str = "+"
    marks: str = ""
    domain: str = ""
    subdomains: bool = False

    def box(self, local: str) -> str:
        """Return the part before the @ without what is ignored; all of it if that leaves no box."""
        kept = local.partition(self.tag)[0]
        box = "".join(letter for letter in kept if letter not in self.marks)
        return local if not box or box.endswith(".") else box


def _national(brand: str, endings: str) -> tuple[str, ...]:
    return tuple(f"{brand}.{ending}" for ending in endings.split())


GOOGLE = Provider(marks=".", domain="gmail.com")
APPLE = Provider(domain="icloud.com")
PROTON = Provider(marks="._-", domain="proton.me")
MICROSOFT = Provider()
YAHOO = Provider(tag="-")
FASTMAIL = Provider(subdomains=True)

PROVIDERS: Final[Mapping[str, Provider]] = {
    **dict.fromkeys(("gmail.com", "googlemail.com"), GOOGLE),
    **dict.fromkeys(("icloud.com", "me.com", "mac.com"), APPLE),
    **dict.fromkeys(("proton.me", "protonmail.com", "protonmail.ch", "pm.me"), PROTON),
    **dict.fromkeys(_national("outlook", "com de at be es fr it"), MICROSOFT),
    **dict.fromkeys(_national("hotmail", "com de at be co.uk es fr it"), MICROSOFT),
    **dict.fromkeys(_national("live", "com de be co.uk es fr it nl"), MICROSOFT),
    "msn.com": MICROSOFT,
    **dict.fromkeys(_national("yahoo", "com de ca co.uk fr in it"), YAHOO),
    **dict.fromkeys(("ymail.com", "rocketmail.com"), YAHOO),
    **dict.fromkeys(("fastmail.com", "fastmail.fm"), FASTMAIL),
}


def normalised(address: str) -> str:
    """Return the spelling that stands for all spellings of one person's address.

    Takes an address as requests' parser lets it in: before the @ and after it in ASCII.
    """
    trimmed = address.strip()
    assert trimmed.isascii(), "an address in ASCII"
    local, _, domain = trimmed.lower().rpartition("@")
    user, _, parent = domain.partition(".")
    above = PROVIDERS.get(parent)
    if above and above.subdomains:
        local, domain = user.replace("-", "_"), parent
    provider = PROVIDERS.get(domain)
    if provider is None:
        return f"{local}@{domain}"
    return f"{provider.box(local)}@{provider.domain or domain}"


def in_ascii(domain: str) -> str:
    """Return a domain as mail servers know it, small letters of ASCII only (IDNA).

    Python's own IDNA is that of 2003, and the letters that Unicode has keep their small forms: no
    newer Python makes another domain of the same letters. Where today's rules would make another,
    the mail would go to somebody else's domain: `Misread`. `UnicodeError`: it is no domain.
    """
    if domain.isascii():
        return domain.lower()
    from unicodedata import category, normalize  # noqa: PLC0415 - few domains need its tables

    if any(letter in LETTERS_SINCE_2008 or category(letter) == "Cn" for letter in domain):
        raise Misread(domain)
    ascii_domain = domain.encode("idna").decode().lower()
    today = normalize("NFKC", re.sub(DOTS, ".", domain).casefold())
    if ascii_domain.encode().decode("idna") != today:
        raise Misread(domain)
    return ascii_domain
