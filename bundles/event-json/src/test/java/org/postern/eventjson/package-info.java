@NullMarked
package org.postern.eventjson;

import org.jspecify.annotations.NullMarked;
