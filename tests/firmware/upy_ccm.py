"""AES-CCM on the boards' interpreter, held against the standards' own examples."""

import json

import ccm

VECTORS = __file__.rsplit("/", 2)[0] + "/vectors/ccm.json"
FIELDS = ("key", "nonce", "header", "body", "sealed")


def vectors():
    with open(VECTORS) as file:
        rows = json.load(file)
    return [([bytes.fromhex(row[name]) for name in FIELDS], row) for row in rows]


def test_sealing_gives_what_the_standards_say():
    for (key, nonce, header, body, sealed), row in vectors():
        assert ccm.seal(key, nonce, header, body, row["tag_size"]) == sealed, row["name"]


def test_unsealing_gives_the_body_back():
    for (key, nonce, header, body, sealed), row in vectors():
        assert ccm.unseal(key, nonce, header, sealed, row["tag_size"]) == body, row["name"]


def test_one_changed_bit_anywhere_is_refused():
    (key, nonce, header, _, sealed), _ = vectors()[3]
    for place in range(len(sealed) * 8):
        broken = bytearray(sealed)
        broken[place // 8] ^= 1 << place % 8
        assert ccm.unseal(key, nonce, header, bytes(broken)) is None, place


def test_another_header_nonce_or_key_is_refused():
    (key, nonce, header, _, sealed), _ = vectors()[3]
    assert ccm.unseal(key, nonce, header[:-1] + b"\xff", sealed) is None
    assert ccm.unseal(key, nonce[:-1] + b"\xff", header, sealed) is None
    assert ccm.unseal(key[:-1] + b"\xff", nonce, header, sealed) is None


def test_what_is_shorter_than_a_tag_is_refused():
    (key, nonce, header, _, _), _ = vectors()[3]
    for size in range(8):
        assert ccm.unseal(key, nonce, header, bytes(size)) is None
