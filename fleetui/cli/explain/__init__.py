"""Why a screen is read as it is."""
