/// Commands, control socket, features.
@NullMarked
package org.postern.admin;

import org.jspecify.annotations.NullMarked;
