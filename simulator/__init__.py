"""Telegram and Twilio on loopback, with phones in a browser page."""
