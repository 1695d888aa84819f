"""Random lives of cards: the ledger against a child's book (tests/property/plain).

Everything that is told is likely to be told again, and now and then its id for something else.
"""

from tests.property.lives.ends import Closes, Ends
from tests.property.lives.gives_back import GivesBack
from tests.property.lives.holds import Holds
from tests.property.lives.keeps import Keeps
from tests.property.lives.mirrors import Mirrors
from tests.property.lives.moves import Moves
from tests.property.lives.pace import LIVES, MORE_LIVES
from tests.property.lives.sells import Loads, Sells, SoldAlike
from tests.property.lives.spends import Spends
from tests.property.lives.tells import Tells, Turns, Waits


class Checkout(Sells, Loads, Spends, Holds, GivesBack, Waits, Turns, Tells):
    """Cards are bought, spent and paid back."""


class Both(SoldAlike, Mirrors, Spends, Holds, GivesBack, Ends, Waits, Tells):
    """Cards are spent here and in Shopify."""


class Counter(Sells, Loads, Spends, Holds, Mirrors, Keeps, Ends, Closes, Waits, Tells):
    """Cards are spent and looked after until they end."""


class Wallet(SoldAlike, Loads, Moves, Spends, GivesBack, Ends, Waits, Turns, Tells):
    """Value moves on, and refunds follow it."""


class Heirs(SoldAlike, Moves, Spends, GivesBack, Ends, Waits):
    """The same with fewer rules, so that value moves on further."""


class Everything(
    Sells,
    Loads,
    Moves,
    Spends,
    Holds,
    Mirrors,
    GivesBack,
    Keeps,
    Ends,
    Closes,
    Waits,
    Turns,
    Tells,
):
    """All of it."""


TestCheckout = Checkout.TestCase
TestBoth = Both.TestCase
TestCounter = Counter.TestCase
TestWallet = Wallet.TestCase
TestHeirs = Heirs.TestCase
TestEverything = Everything.TestCase
TestCheckout.settings = TestBoth.settings = TestCounter.settings = TestEverything.settings = LIVES
TestWallet.settings = TestHeirs.settings = MORE_LIVES
