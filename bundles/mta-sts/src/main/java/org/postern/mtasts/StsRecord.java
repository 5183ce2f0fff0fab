package org.postern.mtasts;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The TXT record that says that a domain has a policy (RFC 8461, 3.1).
///
/// @param id changes with the policy
record StsRecord(String id) {
    private static final Pattern VERSION = Pattern.compile("v=STSv1[ \t]*;.*", Pattern.DOTALL);
    private static final Pattern DELIMITER = Pattern.compile("[ \t]*;[ \t]*");
    private static final Pattern ID = Pattern.compile("id=([A-Za-z0-9]{1,32})");
    private static final Pattern EXTENSION =
            Pattern.compile("(?!id=)[A-Za-z0-9][A-Za-z0-9_.-]{0,31}=[!-:<>-~]+", Pattern.DOTALL);
    private static final int MAX_LENGTH = 4_096;

    /// The record among those at the name: the only one that begins with the version, if it is right. A field
    /// that stands twice counts as it stands first.
    static Optional<StsRecord> of(List<String> texts) {
        List<String> candidates =
                texts.stream().filter(text -> VERSION.matcher(text).matches()).toList();
        return candidates.size() == 1 ? parse(candidates.getFirst()) : Optional.empty();
    }

    private static Optional<StsRecord> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String[] fields = DELIMITER.split(text, -1);
        Optional<StsRecord> record = Optional.empty();
        int end = fields[fields.length - 1].isEmpty() ? fields.length - 1 : fields.length;
        for (int i = 1; i < end; i++) {
            Matcher id = ID.matcher(fields[i]);
            if (id.matches()) {
                record = record.or(() -> Optional.of(new StsRecord(id.group(1))));
            } else if (!EXTENSION.matcher(fields[i]).matches()) {
                return Optional.empty();
            }
        }
        return record;
    }
}
