"""Pieces of the checkout page. Whatever people typed is escaped."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template

from sandbox.shopify.money import spoken

FRAME = Path(__file__).with_name("page_frame.html")
FORM = """
<section><h1>Checkout</h1><form method="post" action="/">
<label for="item">Item</label><input id="item" name="item" value="$item" required>
<div class="two">
<div><label for="price">Price</label>
<input id="price" name="price" value="$price" inputmode="decimal" required></div>
<div><label for="shipping">Shipping</label>
<input id="shipping" name="shipping" value="$shipping" inputmode="decimal"></div>
</div>
<label class="check"><input type="checkbox" name="gift_card" $checked>
It is a gift card that the shop mints itself</label>
<label for="email">E-mail</label><input id="email" name="email" type="email" value="$email">
<label for="codes">Gift card codes, one a line</label>
<textarea id="codes" name="codes" autocomplete="off" spellcheck="false">$codes</textarea>
<div class="buttons"><button name="do" value="pay">Place order</button>
<button class="plain" name="do" value="quote">See what they pay</button></div>
</form></section>
"""
NOTHING = '<p class="faint">Enter a code and see what it pays. Spaces and dashes do not matter.</p>'


def frame(title: str, shop: str, body: str) -> str:
    """A whole page."""
    told = Template(FRAME.read_text(encoding="utf-8"))
    return told.substitute(title=escape(f"{title} · {shop}"), shop=escape(shop), body=body)


def form(values: dict[str, str], *, gift_card: bool, result: str) -> str:
    """The form and, beside it, what came of it."""
    kept = {name: escape(value) for name, value in values.items()}
    filled = Template(FORM).substitute(kept, checked="checked" if gift_card else "")
    return f'{filled}<section aria-live="polite"><h2>Payment</h2>{result or NOTHING}</section>'


def bill(
    title: str,
    rows: Sequence[tuple[str, str]],
    sums: Sequence[tuple[str, str]],
    total_minor: int,
    currency: str,
) -> str:
    """A total, what pays it, what is left."""
    lines = [("Total", spoken(total_minor, currency)), *rows]
    body = "".join(_row(line) for line in lines)
    body += "".join(f'<tr class="sum">{_cells(line)}</tr>' for line in sums)
    return f'<p class="good" role="status">{escape(title)}</p><table>{body}</table>'


def recent(rows: Sequence[Sequence[str]]) -> str:
    """The latest orders."""
    if not rows:
        return ""
    heads = "".join(f"<th>{one}</th>" for one in ("Order", "Status", "By gift card", "Total"))
    body = "".join(_row(row) for row in rows)
    table = f"<table><tr>{heads}</tr>{body}</table>"
    return f'<section class="wide"><h2>Latest orders</h2>{table}</section>'


def _row(cells: Sequence[str]) -> str:
    return f"<tr>{_cells(cells)}</tr>"


def _cells(cells: Sequence[str]) -> str:
    return "".join(f"<td>{escape(cell)}</td>" for cell in cells)
