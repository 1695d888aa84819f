"""Random lives of cards: the ledger against a child's book (tests/property/plain).

Everything that is told is likely to be told again, and now and then its id for something else.
"""

from tests.property.lives.ends import Closes, Ends
from tests.property.lives.gives_back import GivesBack
from tests.property.lives.holds import Holds
from tests.property.lives.keeps import Keeps
from tests.property.lives.moves import Moves
from tests.property.lives.pace import LIVES
from tests.property.lives.sells import Loads, Sells, SoldAlike
from tests.property.lives.spends import Spends
from tests.property.lives.tells import Tells


class Checkout(Sells, Loads, Spends, Holds, GivesBack, Tells):
    """Cards are bought, spent and paid back."""


class Counter(Sells, Loads, Spends, Holds, Keeps, Ends, Closes, Tells):
    """Cards are spent and looked after until they end."""


class Wallet(SoldAlike, Loads, Moves, Spends, GivesBack, Ends, Tells):
    """Value moves on, and refunds follow it."""


class Everything(Sells, Loads, Moves, Spends, Holds, GivesBack, Keeps, Ends, Closes, Tells):
    """All of it."""


TestCheckout = Checkout.TestCase
TestCounter = Counter.TestCase
TestWallet = Wallet.TestCase
TestEverything = Everything.TestCase
TestCheckout.settings = TestCounter.settings = LIVES
TestWallet.settings = TestEverything.settings = LIVES
