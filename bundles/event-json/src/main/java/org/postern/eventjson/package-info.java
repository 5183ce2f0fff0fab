/// Events as lines of JSON in a file.
@NullMarked
package org.postern.eventjson;

import org.jspecify.annotations.NullMarked;
