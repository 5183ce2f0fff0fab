/// Starts the framework with the bundles of a distribution, and talks to the server that runs in a home.
/// Not a bundle: it is on the class path with the framework, and sees no package of any bundle.
@NullMarked
package org.postern.launcher;

import org.jspecify.annotations.NullMarked;
