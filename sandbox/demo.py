"""`make demo`: gift cards' whole lives on the running stack, told a line per step."""

import sys

from sandbox.client import NotSettledError, Stack
from sandbox.demo_cards import digital_card, native_card, plastic_card
from sandbox.demo_checkout import checkout
from sandbox.demo_shopify import both_ways, turn
from sandbox.demo_story import StepError, Story


def main() -> int:
    """Tell the story; 1 where a step did not hold."""
    story = Story(Stack.running())
    try:
        turn(create_cards=False)
        print("\nA digital card: sold, mailed, opened, looked at, spent\n")
        mail, code = digital_card(story)
        print("\nA card that Shopify minted: spent at its checkout, refunded, taken back\n")
        native_card(story)
        print("\nA plastic card: sold, shipped by NetSuite, activated, spent\n")
        plastic_card(story)
        print("\nA checkout: quoted, paid with two cards, refunded in part, held and captured\n")
        checkout(story)
        print("\nBoth ways: a card that pays in the shop's own checkout and at the till\n")
        shared = both_ways(story)
    except (NotSettledError, StepError) as error:
        print(f"\nThe story broke: {error}", file=sys.stderr)
        return 1
    print(f"\nOpen the card      {mail.claim_link}")
    print(f"Ask for a balance  {story.stack.api_url}/balance   (code {code})")
    shop = story.stack.described["sandbox"]["shopify_url"]
    print(f"Pay in the shop    {shop}/   (code {shared})")
    endpoint = story.stack.described["aws"]["endpoint_url"]
    print(f"Read the mails     {endpoint}/_ministack/ses/messages\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
