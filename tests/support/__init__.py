"""What tests stand on: the tools of the machine, processes, databases of their own."""
