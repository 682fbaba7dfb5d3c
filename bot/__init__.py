"""Telegram in and out, and the running program."""
