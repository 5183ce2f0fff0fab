package org.postern.delivery;

import java.util.Optional;
import org.postern.spi.Transport.Problem;

/// A recipient to whom the message cannot be delivered.
///
/// @param addressee the recipient
/// @param reason for log and sender
/// @param problem what the transport said, if it came so far
record Failure(Addressee addressee, String reason, Optional<Problem> problem) {}
