/// Spool files in the format of Exim: put out by the transport `queuefile`, taken up from a directory.
@NullMarked
package org.postern.queuefile;

import org.jspecify.annotations.NullMarked;
