package org.postern.transports;

/// How a message is written, with what stands around it.
///
/// @param text the form of the message
/// @param prefix before it, as it is
/// @param suffix after it, as it is
record Written(LocalText text, String prefix, String suffix) {}
