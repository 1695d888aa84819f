"""`make prove`: tries everything against the promise, and writes the report."""

import sys

from tests.prove.jobs import all_jobs
from tests.prove.report import report
from tests.prove.running import BrokenError, Memory, Runner
from tests.prove.state import ROOT, sources

PAGE = ROOT / "docs" / "proof.md"


def main() -> int:
    """0 if nothing broke the promise."""
    proved = sources()
    memory = Memory(ROOT / ".prove" / proved.name)
    try:
        done = Runner(all_jobs(), memory).run()
        PAGE.write_text(report(done, proved), encoding="utf-8")
    except BrokenError as broken:
        print(f"THE PROMISE IS NOT PROVED\n{broken}")
        return 1
    except KeyboardInterrupt:
        print("stopped: the next time it goes on from here")
        return 130
    print(f"wrote {PAGE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
