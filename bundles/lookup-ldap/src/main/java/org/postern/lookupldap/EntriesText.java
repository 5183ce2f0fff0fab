package org.postern.lookupldap;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Entries as Exim writes them (its manual, 9.19): the values of one attribute alone, else
/// `name="value,value"` for each; commas in values are doubled; a line for each entry. For one answer.
final class EntriesText {
    private final boolean hasNames;
    private final StringBuilder text = new StringBuilder();
    private boolean hasAttribute;
    private boolean hasEntry;

    /// The answer to a query for `requested` attributes, 0 for all.
    EntriesText(int requested) {
        hasNames = requested != 1;
    }

    /// Adds an entry.
    void add(Entry entry) {
        text.append(hasEntry && hasAttribute ? "\n" : "");
        hasEntry = true;
        List<String> attributes = new ArrayList<>();
        for (Attribute attribute : entry.getAttributes()) {
            hasAttribute = true;
            attributes.add(hasNames ? named(attribute) : values(attribute));
        }
        text.append(String.join(" ", attributes));
    }

    private static String values(Attribute attribute) {
        List<String> values = new ArrayList<>();
        for (byte[] value : attribute.getValueByteArrays()) {
            values.add(Utf8.text(value).replace(",", ",,"));
        }
        return String.join(",", values);
    }

    private static String named(Attribute attribute) {
        String quoted =
                values(attribute).replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        return Utf8.encode(attribute.getName()) + "=\"" + quoted + "\"";
    }

    int length() {
        return text.length();
    }

    /// All entries; empty if there was none with an attribute.
    Optional<String> value() {
        return hasAttribute ? Optional.of(text.toString()) : Optional.empty();
    }
}
