//! Configuration: systems, suppressions, severities. The one place in which findings are turned off or weighed anew.
