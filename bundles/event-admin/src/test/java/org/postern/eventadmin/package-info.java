@NullMarked
package org.postern.eventadmin;

import org.jspecify.annotations.NullMarked;
