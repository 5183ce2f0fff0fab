@NullMarked
package org.postern.eventwebhook;

import org.jspecify.annotations.NullMarked;
