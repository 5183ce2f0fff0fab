/// The ACL conditions, modifiers and controls of Exim that need no other feature.
@NullMarked
package org.postern.aclstandard;

import org.jspecify.annotations.NullMarked;
