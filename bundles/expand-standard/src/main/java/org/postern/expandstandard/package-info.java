/// The expansion items, operators, conditions and variables of Exim that need no other feature.
@NullMarked
package org.postern.expandstandard;

import org.jspecify.annotations.NullMarked;
