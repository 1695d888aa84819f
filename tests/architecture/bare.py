"""Imports everything that runs in Lambda, and reports what an import did besides.

Run by test_bare_import.py in an interpreter of its own: isolated, without environment, knowing
only the folders it is given. Arguments: handler files and package folders, `--`, the path, `--`,
and the modules that are to be missing.
"""

import importlib
import importlib.util
import os
import pkgutil
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

FORBIDDEN = (
    *("socket.connect", "socket.getaddrinfo", "socket.gethostby", "socket.sendto"),
    *("subprocess.", "os.system", "os.exec", "os.fork", "os.putenv", "shutil."),
)
"""Binding a socket is not among them: urllib3 finds out so whether the machine knows IPv6."""

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook: an import reads modules, and nothing else."""
    writes = event == "open" and isinstance(arguments[2], int) and bool(arguments[2] & WRITING)
    if writes or event.startswith(FORBIDDEN):
        sys.stderr.write(f"{event} {arguments}\n")
        os._exit(3)


class Missing:
    """A finder that comes first, and does not find what the layer is built without."""

    def __init__(self, modules: list[str]) -> None:
        self._modules = set(modules)

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: object = None) -> None:
        """Raise for a missing module; leave the others to the ordinary finders."""
        if name in self._modules:
            raise ModuleNotFoundError(f"{name} is not in the layer", name=name)


def main(subjects: list[str], paths: list[str], missing: list[str]) -> None:
    """Import every module of the packages and every handler."""
    sys.dont_write_bytecode = True
    sys.path[:0] = paths
    sys.meta_path.insert(0, Missing(missing))
    sys.addaudithook(watch)
    for number, subject in enumerate(map(Path, subjects)):
        if subject.is_dir():
            importlib.import_module(subject.name)
            for module in pkgutil.walk_packages([str(subject)], f"{subject.name}."):
                importlib.import_module(module.name)
            continue
        spec = importlib.util.spec_from_file_location(f"handler_{number}", subject)
        if spec is None or spec.loader is None:
            raise ImportError(str(subject))
        loaded = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(loaded)
        if not callable(loaded.handler):
            raise TypeError(f"{subject} has no handler")
    if threading.active_count() != 1:
        raise RuntimeError("an import started a thread")
    if "boto3" in sys.modules:
        raise RuntimeError("an import brought boto3")


if __name__ == "__main__":
    first = sys.argv.index("--")
    second = sys.argv.index("--", first + 1)
    main(sys.argv[1:first], sys.argv[first + 1 : second], sys.argv[second + 1 :])
