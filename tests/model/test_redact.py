"""What looks like a secret is taken out of what fleetui writes; ordinary text stays."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetui.model.redact import redact

SECRETS = [
    ("key sk-ant-" + "a1" * 20 + " used", "a1a1"),
    ("ghp_" + "Z9" * 18, "Z9Z9"),
    ("id AKIA" + "ABCD" * 4, "ABCDABCD"),
    ("xoxb-123456-abcdef", "123456"),
    ("-----BEGIN RSA PRIVATE KEY-----\nMIIabc\n-----END RSA PRIVATE KEY-----\nrest", "MIIabc"),
    ("Authorization: Bearer abcdef123", "abcdef123"),
    ("curl -H 'authorization: Basic dXNlcjpw'", "dXNlcjpw"),
    ("postgres://me:hunter22@db/x", "hunter22"),
    ("export GITHUB_TOKEN=abcd1234", "abcd1234"),
    ('"api_key": "s3cr3t-value"', "s3cr3t"),
    ("DB_PASSWORD='two words'", "two words"),
    ("AWS_SECRET_ACCESS_KEY = abc/def+ghi", "abc/def"),
]
ORDINARY = [
    "the token count is 1.2k, key points follow",
    "KEY=$OTHER",
    "tokens: 12",
    "https://example.org:8080/a@b",
    "src/keys.py:12",
    "PASSWORD=",
    "monkey=banana, donkeys",
    "sorted(names, key=lambda name: name)",
    "token = parser.next()",
    '{"key": "name"}',
    "a skewed task-list-with-many-words",
]
pieces = st.one_of(st.text(max_size=30), st.sampled_from([text for text, _ in SECRETS] + ORDINARY))


@pytest.mark.parametrize(("text", "secret"), SECRETS)
def test_a_secret_is_taken_out(text: str, secret: str) -> None:
    safe, count = redact(text)
    assert secret not in safe
    assert "[redacted]" in safe
    assert count == 1


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_stays(text: str) -> None:
    assert redact(text) == (text, 0)


@given(st.lists(pieces, max_size=6).map("\n".join))
def test_redacting_twice_is_redacting_once(text: str) -> None:
    once, _ = redact(text)
    assert redact(once)[0] == once


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "sk-",
        "a.b-",
        "KEY=",
        "api",
        "a_",
        "://a:",
        "-----BEGIN PRIVATE KEY-----\n",
        "Authorization: ",
        "eyJaaaaaaaaaaaa.",
    ],
)
def test_a_megabyte_takes_less_than_two_seconds(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    began = time.process_time()
    redact(text)
    assert time.process_time() - began < 2.0
