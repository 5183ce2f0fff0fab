/// Names of domains in UTF-8 and as A-labels (RFC 5890), as UTS 46 maps them, not transitionally.
///
/// A library: each bundle that needs it carries its own copy, with the part of ICU that it stands on. All
/// names are byte strings: each `char` is one byte.
@NullMarked
package org.postern.idna;

import org.jspecify.annotations.NullMarked;
