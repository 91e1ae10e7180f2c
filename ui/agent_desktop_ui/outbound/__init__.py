"""Telesales: the call list, the lead in hand, and what came of it."""
