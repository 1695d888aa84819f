"""Builds the dependency layer as it is deployed, and weighs it."""

import zipfile
from pathlib import Path

from infra.layer_build import LayerTarget, build_dependencies, build_package


def build(folder: Path, target: LayerTarget) -> list[Path]:
    """Build both layers; answers their import paths, our own package first."""
    for name, builder in (("package", build_package), ("dependencies", build_dependencies)):
        (folder / name).mkdir()
        builder(folder / name, target)
    return [folder / "package/python", folder / "dependencies/python"]


def zipped_bytes(layer: Path, archive: Path) -> int:
    """The size of a layer's archive."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as zipped:
        for path in sorted(layer.rglob("*")):
            zipped.write(path, path.relative_to(layer))
    return archive.stat().st_size


def unchecked_share(site: Path) -> float:
    """How many of the sources have bytecode that is valid whatever the file times are."""
    sources = list(site.rglob("*.py"))
    # Bytes 4 to 8 of a .pyc are its flags: 1 is "by hash, unchecked" (PEP 552).
    compiled = [path for path in site.rglob("*.pyc") if path.read_bytes()[4:8] == b"\1\0\0\0"]
    return len(compiled) / len(sources)
