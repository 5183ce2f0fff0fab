package org.postern.delivery;

import org.postern.api.mail.Address;

/// As whom a message leaves for one recipient, where that is not as its sender.
///
/// @param address what others see as the return path
/// @param tag what the log calls it
record NewSender(Address address, String tag) {
    /// What the line of a delivery shows.
    String logField() {
        return " " + tag + "=<" + address + ">";
    }
}
