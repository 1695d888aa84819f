"""Writes the generated pages: `make pages`."""

from handbook.pages import PAGES


def main() -> None:
    """Every page, anew."""
    for path, page in PAGES.items():
        path.write_text(page(), encoding="utf-8")
        print(path.name)


if __name__ == "__main__":
    main()
