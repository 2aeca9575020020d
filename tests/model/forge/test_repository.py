"""Which repository of a forge a remote's address leads to."""

from __future__ import annotations

import pytest

from fleetui.model.forge.repository import Repository, as_written, at_address

SHOP = Repository("github.com", "ann", "shop")


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/ann/shop.git",
        "https://github.com/ann/shop",
        "https://ann@github.com/ann/shop/",
        "https://GitHub.com/ann/shop.git",
        "git@github.com:ann/shop.git",
        "github.com:ann/shop",
        "ssh://git@github.com/ann/shop.git",
        "ssh://git@github.com:22/ann/shop.git",
        "git://github.com/ann/shop.git",
    ],
)
def test_an_address_of_a_forge_leads_to_its_repository(address: str) -> None:
    assert at_address(address) == SHOP


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/srv/git/shop.git",
        "../shop",
        "https://github.com/ann",
        "https://github.com/ann/shop/pulls",
        "https://github.com/ann/..",
        "ext::sh -c x",
        "--upload-pack=x",
        "https://github.com/a nn/shop",
        "https://github.com/ann/-shop",
    ],
)
def test_what_is_no_such_address_leads_nowhere(address: str) -> None:
    assert at_address(address) is None


def test_a_repository_is_written_with_its_host_where_that_is_another() -> None:
    assert as_written("ann/shop") == SHOP
    assert SHOP.said == "ann/shop"
    elsewhere = as_written("git.example.org/ann/shop.js")
    assert elsewhere == Repository("git.example.org", "ann", "shop.js")
    assert elsewhere.said == "git.example.org/ann/shop.js"


@pytest.mark.parametrize("text", ["shop", "a/b/c/d", "ann/..", "-x/shop", "ann/shop\n", "ann/ shop"])
def test_what_names_no_repository_is_none(text: str) -> None:
    assert as_written(text) is None
