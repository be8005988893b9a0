"""What may be done with kits: sweep what is due, say what will leave, hold back, send, note what people did."""

from .sweeping import SweepReport, sweep

__all__ = ["SweepReport", "sweep"]
