package org.postern.language;

/// A contribution, and the guard of the plugin that it belongs to.
///
/// @param contribution the contribution
/// @param guard to call it through
/// @param <C> its kind
record Provided<C>(C contribution, Guard guard) {}
