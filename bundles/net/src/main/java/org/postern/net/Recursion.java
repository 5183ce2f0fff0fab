package org.postern.net;

import org.postern.api.dns.DnsException;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;

/// Gets the answer of recursive servers.
interface Recursion {
    /// What they say of a name and type, with the code NOERROR or NXDOMAIN; all else is an exception.
    Message ask(Name name, int type) throws DnsException;
}
