/// TLS sessions that are resumed, by RFC 5077 and RFC 8446.
@NullMarked
package org.postern.tlsresume;

import org.jspecify.annotations.NullMarked;
