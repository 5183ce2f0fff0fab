package org.postern.expandstandard;

import org.postern.api.Text;

/// The operator `${safe_filename:TEXT}`, Postern's own: makes of any text one component of a path, so that
/// no two texts give the same. Every byte other than `A-Z a-z 0-9 _ + = . -`, and a dot at the start,
/// becomes `%HH`; the empty text becomes `%`. The result is not tainted: it can name no other directory,
/// and no hidden file.
final class SafeFilename {
    private SafeFilename() {}

    static Text encode(Text subject) {
        String value = subject.value();
        if (value.isEmpty()) {
            return Text.trusted("%");
        }
        StringBuilder name = new StringBuilder(value.length() + 8);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (isSafe(c) && !(i == 0 && c == '.')) {
                name.append(c);
            } else {
                name.append(String.format("%%%02X", c & 0xff));
            }
        }
        return Text.trusted(name.toString());
    }

    private static boolean isSafe(char c) {
        return c < 128 && (Character.isLetterOrDigit(c) || "_+=.-".indexOf(c) >= 0);
    }
}
