/// Commands before the greeting, draft-harris-early-pipe.
@NullMarked
package org.postern.pipeconnect;

import org.jspecify.annotations.NullMarked;
