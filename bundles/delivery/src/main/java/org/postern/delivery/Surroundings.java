package org.postern.delivery;

import org.postern.api.dns.Dns;
import org.postern.api.system.Accounts;
import org.postern.api.system.Identities;
import org.postern.api.system.LocalHost;

/// What routing knows beside the configuration. Safe for any number of threads.
///
/// @param host which addresses are ours
/// @param accounts the users and groups of the machine
/// @param identities as whom deliveries can run
/// @param dns for `translate_ip_address`
record Surroundings(LocalHost host, Accounts accounts, Identities identities, Dns dns) {}
