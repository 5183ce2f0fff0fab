/// accept, dnslookup, manualroute, redirect.
@NullMarked
package org.postern.routers;

import org.jspecify.annotations.NullMarked;
