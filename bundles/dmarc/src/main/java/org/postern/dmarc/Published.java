package org.postern.dmarc;

/// A policy, and where it stands.
///
/// @param domain the domain that publishes it, at `_dmarc.` below it
/// @param record what it says
record Published(String domain, PolicyRecord record) {}
