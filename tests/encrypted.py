"""A file as office programs write it with a password: a compound file that holds an encrypted package."""

from __future__ import annotations

from struct import pack

_SECTOR, _END, _FREE, _FAT = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_NAMES = ("Root Entry", "EncryptionInfo", "EncryptedPackage")


def protected() -> bytes:
    """The smallest compound file with the streams of an encrypted workbook, document or presentation [MS-OFFCRYPTO]."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += pack("<I", 0) + pack("<I", _FREE) * 108
    streams = 8
    chain = [_FAT, _END]
    for start in (2, 2 + streams):
        chain += [*range(start + 1, start + streams), _END]
    fat = b"".join(pack("<I", each) for each in chain) + pack("<I", _FREE) * (128 - len(chain))
    starts = (_END, 2, 2 + streams)
    folder = b"".join(_entry(place, start) for place, start in enumerate(starts))
    return header + fat + folder + bytes(128) + bytes(2 * streams * _SECTOR)


def _entry(place: int, start: int) -> bytes:
    """The root, which leads to its first stream, and the streams, of which the first leads to the second."""
    kind, right, child = ((5, _FREE, 1), (2, 2, _FREE), (2, _FREE, _FREE))[place]
    name = (_NAMES[place] + "\0").encode("utf-16-le")
    head = pack("<HBBIII", len(name), kind, 1, _FREE, right, child)
    return name.ljust(64, b"\0") + head + bytes(36) + pack("<IQ", start, 4096 if place else 0)
