/// Events as JSON to a web server.
@NullMarked
package org.postern.eventwebhook;

import org.jspecify.annotations.NullMarked;
