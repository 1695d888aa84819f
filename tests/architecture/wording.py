"""The rule that the product speaks of itself only, in every file that is committed.

The patterns are put together from pieces, so that this file does not match itself.
"""

import re
from pathlib import Path

from tests.architecture.sources import project_files

REGISTRY_HOSTS = (
    r"py" + r"pi\.org",
    r"python" + r"hosted\.org",
    r"registry\." + r"(?:npmjs|yarnpkg)",
    r"--(?:extra-)?index" + r"-url",
    r"find" + r"-links",
    r'"resol' + r'ved":\s*"http',
)
MACHINE_PATHS = (
    r"(?<![\w.])/wo" + r"rk/",
    r"(?<![\w.])/ro" + r"ot/",
    r"(?<![\w.])/ho" + r"me/\w",
    r"(?<![\w.])/Us" + r"ers/\w",
)
OTHER_WORK = (
    r"\bissue" + r"s? ?#\d",
    r"\bissue" + r"s? \d",
    r"helper" + r" session",
    r"\bsub" + r"-?agent",
    r"\b(?:this|another|a later|next|previous) ses" + r"sion\b(?! (?:token|cookie))",
    r"\bclau" + r"de\b",
    r"\banth" + r"ropic\b",
    r"working" + r" agreement",
)
PATTERN = re.compile("|".join((*REGISTRY_HOSTS, *MACHINE_PATHS, *OTHER_WORK)), re.IGNORECASE)


def words_from_elsewhere(root: Path) -> list[str]:
    """Registry hosts, paths of one machine, talk about the work instead of the product."""
    found = []
    for path in project_files(root):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            match = PATTERN.search(line)
            if match:
                found.append(f"{path.relative_to(root)}:{number}: {match.group()}")
    return found
