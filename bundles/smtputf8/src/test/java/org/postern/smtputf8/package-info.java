@NullMarked
package org.postern.smtputf8;

import org.jspecify.annotations.NullMarked;
