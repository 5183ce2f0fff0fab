/// Rate limits: the ACL condition ratelimit.
@NullMarked
package org.postern.ratelimit;

import org.jspecify.annotations.NullMarked;
