/// Micro-benchmarks, run by `benchmarks/jmh`.
@org.jspecify.annotations.NullMarked
package org.postern.benchmarks;
