"""The sliders of the page, and the figures they start from."""
