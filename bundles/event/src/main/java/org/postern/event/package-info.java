/// Exim's events: `event_action` and its variables.
@NullMarked
package org.postern.event;

import org.jspecify.annotations.NullMarked;
