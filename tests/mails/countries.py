"""Write the names of the countries that parcels go to: `python -m tests.mails.countries`.

They are the Unicode consortium's (CLDR), as Babel has them; so are those that browsers show.
"""

from __future__ import annotations

import json

from babel import Locale

from chalicelib.http.parsing.countries import COUNTRIES
from chalicelib.workers.mails.writing import NAMES

LANGUAGES = ("de", "en")


def made() -> str:
    """Return what has to stand in the file."""
    names = {
        language: {code: Locale(language).territories[code] for code in sorted(COUNTRIES)}
        for language in LANGUAGES
    }
    return json.dumps(names, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    NAMES.write_text(made(), encoding="utf-8")
