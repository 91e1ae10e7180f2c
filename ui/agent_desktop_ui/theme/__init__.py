"""The look of the window: tokens, fonts, icons, and the one object that applies them."""

from agent_desktop_ui.theme.theme import Choice, Theme, theme
from agent_desktop_ui.theme.tokens import BREADTH, HEIGHT, RADIUS, SPACE, Palette, Role, Token, Tone

__all__ = [
    "BREADTH",
    "HEIGHT",
    "RADIUS",
    "SPACE",
    "Choice",
    "Palette",
    "Role",
    "Theme",
    "Token",
    "Tone",
    "theme",
]
