"""What people consented to, read from what happened: there is no second truth to keep."""
