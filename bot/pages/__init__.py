"""What the pages on a reader's machine look like and do."""
