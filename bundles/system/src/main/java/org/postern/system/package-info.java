/// What the operating system knows: the host's name and addresses, users and groups.
@NullMarked
package org.postern.system;

import org.jspecify.annotations.NullMarked;
