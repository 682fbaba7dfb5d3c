"""Fastkontakt side by side with its peers, as ratios from one run."""
