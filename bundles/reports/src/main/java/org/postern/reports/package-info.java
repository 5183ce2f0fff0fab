/// Reports on what a server has seen in a period: what was observed, and which reports have gone. Of the
/// features that report to other domains; each carries this library within.
@NullMarked
package org.postern.reports;

import org.jspecify.annotations.NullMarked;
