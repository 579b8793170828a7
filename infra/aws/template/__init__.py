"""The part of the CloudFormation template that Chalice cannot write, in files by subject.

Chalice merges one file, and a YAML file makes it write YAML with anchors, which CloudFormation
refuses. So the parts are joined here and handed to Chalice as JSON. Chalice merges by name: objects
deeply, lists as a whole; a name that is not its own becomes a new resource.
"""

from pathlib import Path
from typing import Any

import yaml

PARTS = Path(__file__).parent


def joined() -> dict[str, Any]:
    """Give all parts as one template; raises ValueError when two parts give one entry."""
    template: dict[str, Any] = {}
    for path in sorted(PARTS.glob("*.yaml")):
        for section, content in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            if isinstance(content, str):
                template[section] = content
                continue
            known = template.setdefault(section, {})
            twice = known.keys() & content.keys()
            if twice:
                raise ValueError(f"{path.name} repeats {sorted(twice)} in {section}")
            known.update(content)
    return template
