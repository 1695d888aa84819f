"""Strategies for what commands are made of: valid, at their bounds, and colliding all the time."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import strategies as st

from giftledger.ledger.commands import gift_card_id_for
from giftledger.ledger.fields import MAX_AMOUNT_MINOR, MAX_REFERENCE_CHARACTERS
from giftledger.ledger.hold import hold_id_for
from giftledger.ledger.parts import Form, Funding, Mode, Recipient, Sale, SealedCode
from giftledger.ledger.quote import OrderAmounts

FIRST_IDS = ("a", "b", "x" * 160)
"""Of the commands that come first and make cards."""
LATER_IDS = ("d", "e", "f", "g", "h", "a.b")
IDS = st.sampled_from((*FIRST_IDS, *LATER_IDS))
"""Few, so that nearly every command meets another one with its own id."""

_CARDS = (*FIRST_IDS * 15, *LATER_IDS, *(f"{one}#{part}" for one in LATER_IDS for part in (0, 1)))
CARDS = st.sampled_from([gift_card_id_for(one) for one in _CARDS])
"""Those of the first commands, those that a replacement or a split makes, and others."""
HOLDS = st.sampled_from([hold_id_for(one) for one in LATER_IDS])
ALIASES = st.lists(
    st.sampled_from(
        [f"shopify#{n}" for n in range(1, 5)] + [f"code#k1#{digit * 64}" for digit in "abc"]
    ),
    min_size=1,
    max_size=2,
).map(tuple)

AMOUNTS = st.sampled_from((1, 2, 1, 3, 999, 5000, 5001, MAX_AMOUNT_MINOR - 1, MAX_AMOUNT_MINOR))
SOME_OR_NONE = st.none() | AMOUNTS
FROM_ZERO = st.just(0) | AMOUNTS
SIGNED = AMOUNTS | AMOUNTS.map(lambda amount: -amount)
CURRENCIES = st.sampled_from((*("USD",) * 20, "JPY", "XXX"))
TIMES = st.sampled_from(
    (
        datetime(2026, 11, 20, 12, tzinfo=UTC),
        datetime(2026, 11, 20, 12, 0, 0, 999_999, tzinfo=UTC),
        datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
        datetime.max.replace(tzinfo=timezone(-timedelta(hours=12))),
        datetime(8999, 12, 31, tzinfo=UTC),
    )
)
DAYS = st.sampled_from(("2026-11-20", "2027-02-28", "2028-02-29", "0001-01-01", "9000-12-31"))
PROGRAMMES = st.sampled_from(("default", "goods", "tight", "extras", "nobody_has_set_it", "x" * 40))
REASONS = st.sampled_from(("lost", "a" * 40, "x9"))
MODES = st.sampled_from(Mode)
FUNDINGS = st.sampled_from((*(Funding.SOLD,) * 3, *Funding))
ORDERS = st.sampled_from(("shopify:1", "netsuite:" + "9" * 64))
LINES = st.sampled_from(("1", "L" * 64))
PLATFORM_IDS = st.sampled_from((None, "1", "2", "3", "4", "9" * 20))

CODES = st.builds(
    SealedCode,
    key_id=st.just("k1"),
    hash=st.sampled_from([digit * 64 for digit in "abcde"]),
    previous_key_id=st.sampled_from((None, "k2")),
    previous_hash=st.sampled_from((None, None, None, "a" * 64)),
    ciphertext=st.sampled_from(("", "Y2lwaGVy")),
    last_four=st.sampled_from(("A", "A3C9")),
)
RECIPIENTS = st.none() | st.builds(
    Recipient, email=st.just("ada@example.com"), message=st.sampled_from((None, "m" * 200))
)
SALES = st.builds(
    Sale,
    order_id=ORDERS,
    line_item_id=LINES,
    unit=st.sampled_from((1, 2, 10_000)),
    slot=st.sampled_from((None, 1, 10_000)),
)
ORDER_AMOUNTS = st.none() | st.builds(
    OrderAmounts, goods_minor=FROM_ZERO, shipping_minor=FROM_ZERO, tax_minor=FROM_ZERO
)
FORMS = st.sampled_from(Form)

EVERY_COMMAND = {
    "command_id": IDS,
    "occurred_at": TIMES,
    "source": st.sampled_from(("api", "shopify")),
    "actor": st.sampled_from((None, "till", "y" * 100)),
    "order_reference": st.sampled_from((None, "é" * MAX_REFERENCE_CHARACTERS)),
    "test": st.sampled_from((*(False,) * 20, True)),
}
