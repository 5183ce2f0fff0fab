/// Events as those of the OSGi EventAdmin.
@NullMarked
package org.postern.eventadmin;

import org.jspecify.annotations.NullMarked;
