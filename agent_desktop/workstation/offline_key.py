"""What lets a person sign in at their own desk while central is out of reach."""

from __future__ import annotations


def make(password: str) -> str:
    """An argon2id hash of the password, to be kept with the person's replica."""
    from argon2 import PasswordHasher

    return PasswordHasher().hash(password)


def fits(key: str, password: str) -> bool:
    """Whether the password is the one the key was made of."""
    from argon2 import PasswordHasher
    from argon2.exceptions import Argon2Error, InvalidHashError

    try:
        return PasswordHasher().verify(key, password)
    except (Argon2Error, InvalidHashError):
        return False
