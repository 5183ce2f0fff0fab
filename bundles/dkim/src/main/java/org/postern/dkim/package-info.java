/// DomainKeys Identified Mail, RFC 6376, 8301 and 8463.
@NullMarked
package org.postern.dkim;

import org.jspecify.annotations.NullMarked;
