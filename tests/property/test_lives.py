"""Random lives of cards: the ledger against a child's book (tests/property/plain).

Everything that is told is likely to be told again, and now and then its id for something else.
"""

from tests.property.lives.ends import Cancels, Ends
from tests.property.lives.gives_back import GivesBack
from tests.property.lives.keeps import Keeps
from tests.property.lives.moves import Moves
from tests.property.lives.pace import LIVES
from tests.property.lives.sells import Loads, Sells, SoldAlike
from tests.property.lives.spends import Spends
from tests.property.lives.tells import Tells


class Checkout(Sells, Loads, Spends, GivesBack, Tells):
    """Cards are bought, spent and paid back."""


class Counter(Sells, Loads, Spends, Keeps, Ends, Cancels, Tells):
    """Cards are spent and looked after until they end."""


class Wallet(SoldAlike, Loads, Moves, Spends, GivesBack, Ends, Tells):
    """Value moves on, and refunds follow it."""


class Everything(Sells, Loads, Moves, Spends, GivesBack, Keeps, Ends, Cancels, Tells):
    """All of it."""


TestCheckout = Checkout.TestCase
TestCounter = Counter.TestCase
TestWallet = Wallet.TestCase
TestEverything = Everything.TestCase

for case in (TestCheckout, TestCounter, TestWallet, TestEverything):
    case.settings = LIVES
