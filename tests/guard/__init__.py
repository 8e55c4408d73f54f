"""Every command of the tool, and a process in which none of them can reach the network unseen."""
