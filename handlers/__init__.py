"""What happens when something happens: one event, one transaction."""
