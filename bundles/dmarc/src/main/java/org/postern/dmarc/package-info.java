/// DMARC: policies that domains publish for mail in their name, RFC 9989, and reports to them, RFC 9990 and
/// 9991.
@NullMarked
package org.postern.dmarc;

import org.jspecify.annotations.NullMarked;
