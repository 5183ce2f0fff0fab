package org.postern.arc;

import java.util.List;
import org.postern.api.mail.Header;

/// A message with a chain, as it came.
///
/// @param header all of it
/// @param chain what is in the header
/// @param bodies the hashes of the body, all of which has passed
record Received(List<Header> header, ArcChain chain, BodyHashes bodies) {
    Received {
        header = List.copyOf(header);
    }
}
