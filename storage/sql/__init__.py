"""The tables, one numbered file per step forward."""
