"""What the server needs from the operating system: processes, sockets, files, certificates and logs."""
