"""What people call the programs that sign in."""

# The first that is found counts: most browsers name others, too.
_PROGRAMS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
_NAMELESS = "A program that does not say its name"
_LONGEST = 60


def program(user_agent: str) -> str:
    """The program that calls itself so, and on what it runs: ``Firefox on Linux``; what it says where none is known."""
    name = next((name for mark, name in _PROGRAMS if mark in user_agent), "")
    system = next((system for mark, system in _SYSTEMS if mark in user_agent), "")
    if not name:
        return user_agent[:_LONGEST].strip() or _NAMELESS
    return f"{name} on {system}" if system else name
