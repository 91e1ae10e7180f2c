"""Window, navigation rail, call bar, KPI bar, sign-in."""
