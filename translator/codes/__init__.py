"""Every diagnostic code, with the explanation that `ha1to2 codes` prints.

One module for each part of the input, each with a `CODES` tuple. Nothing here is imported unless someone asks for an
explanation; a test holds that each code that is emitted anywhere stands here, with the same severity, and that each is reached.

H0xx files and programs, H1xx ha.cf, H2xx haresources, H3xx authkeys, H4xx drbd.conf, H5xx my.cnf and check_primary, H6xx the plan
as a whole, H7xx what must agree between two nodes, H8xx simulate, H9xx corosync.conf.
"""
