package org.postern.queuefile;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the `-H` file of a message says: all that Exim's spool knows of it but its body.
///
/// @param id the message id, as in the name of the file
/// @param submitter who handed it in, on the machine that wrote the file
/// @param sender the envelope sender, without angle brackets; empty for the null sender
/// @param received when it was received, in seconds
/// @param warnings how often the sender was told that it waits
/// @param items what else is known of it, in order
/// @param done the addresses that need nothing more
/// @param recipients those of the envelope
/// @param fields the header, in order
record HeaderFile(
        String id,
        Submitter submitter,
        String sender,
        long received,
        int warnings,
        List<Item> items,
        Set<String> done,
        List<Recipient> recipients,
        List<Field> fields) {
    HeaderFile {
        items = List.copyOf(items);
        done = Set.copyOf(done);
        recipients = List.copyOf(recipients);
        fields = List.copyOf(fields);
    }

    /// A user of the machine.
    ///
    /// @param login the login name
    /// @param uid the number of the user
    /// @param gid the number of the group
    record Submitter(String login, long uid, long gid) {}

    /// A line that begins with a hyphen.
    ///
    /// @param name what follows the hyphen
    /// @param value what follows the name, or the empty string
    /// @param tainted whether a stranger chose the value
    record Item(String name, String value, boolean tainted) {
        /// The words of an ACL variable: its value is counted, and may have line breaks.
        static final Set<String> VARIABLES = Set.of("aclc", "aclm", "acl");

        boolean isVariable() {
            int space = name.indexOf(' ');
            return space > 0 && VARIABLES.contains(name.substring(0, space));
        }
    }

    /// A recipient of the envelope.
    ///
    /// @param address as it stands in SMTP
    /// @param errorsTo where its bounces go; empty for the sender
    /// @param parent the number of the recipient that it was made of (`one_time`), or -1
    /// @param originalRecipient ORCPT of RFC 3461, or the empty string
    /// @param wishes the bits of NOTIFY: 2 never, 4 success, 8 failure, 16 delay
    record Recipient(String address, String errorsTo, int parent, String originalRecipient, int wishes) {
        static final int NEVER = 2;
        static final int SUCCESS = 4;
        static final int FAILURE = 8;
        static final int DELAY = 16;

        static Recipient plain(String address) {
            return new Recipient(address, "", -1, "", 0);
        }
    }

    /// A header field.
    ///
    /// @param type the letter of its kind; `*` for one that is deleted
    /// @param text the field with its folds and the final newline; lines end with LF
    record Field(char type, String text) {
        static final char DELETED = '*';
    }

    /// The value of the first item of this name.
    Optional<String> item(String name) {
        return items.stream()
                .filter(item -> item.name().equals(name))
                .map(Item::value)
                .findFirst();
    }
}
