package org.postern.api.mail;

import org.jspecify.annotations.Nullable;

/// A mail address: the local part unquoted and in the case in which it came, the domain in lower case. The
/// domain is empty for an address that is not qualified. Immutable; addresses are equal whatever the case in
/// which their domains were written.
public final class Address {
    /// The null sender `<>`, from which bounces come.
    public static final Address NULL = new Address("", "");

    private final String localPart;
    private final String domain;
    private final String written;

    private Address(String localPart, String domain, String written) {
        this.localPart = localPart;
        this.domain = domain;
        this.written = written;
    }

    /// An address whose domain is written in lower case from now on.
    ///
    /// @param localPart what stands before the `@`
    /// @param domain what stands after it, perhaps a literal such as `[192.0.2.1]`
    public Address(String localPart, String domain) {
        this.localPart = localPart;
        this.domain = lowerCase(domain);
        this.written = this.domain;
    }

    /// An address whose domain stays as it is when the address is written.
    public static Address asWritten(String localPart, String domain) {
        return new Address(localPart, lowerCase(domain), domain);
    }

    /// What stands before the `@`.
    public String localPart() {
        return localPart;
    }

    /// What stands after the `@`, in lower case.
    public String domain() {
        return domain;
    }

    /// What stands after the `@`, as it was written.
    public String writtenDomain() {
        return written;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Address address && localPart.equals(address.localPart) && domain.equals(address.domain);
    }

    @Override
    public int hashCode() {
        return 31 * localPart.hashCode() + domain.hashCode();
    }

    /// Letters of ASCII only: a domain may have bytes of UTF-8, which are no letters of their own.
    private static String lowerCase(String domain) {
        for (int i = 0; i < domain.length(); i++) {
            if (domain.charAt(i) >= 'A' && domain.charAt(i) <= 'Z') {
                StringBuilder lower = new StringBuilder(domain);
                for (int j = i; j < lower.length(); j++) {
                    char c = lower.charAt(j);
                    lower.setCharAt(j, c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
                }
                return lower.toString();
            }
        }
        return domain;
    }

    /// Whether this is the null sender.
    public boolean isNull() {
        return localPart.isEmpty() && domain.isEmpty();
    }

    /// Another local part at the same domain.
    public Address withLocalPart(String other) {
        return new Address(other, domain, written);
    }

    /// The address as it stands in an SMTP command, without the angle brackets: the local part is quoted if
    /// it must be (RFC 5321, 4.1.2).
    @Override
    public String toString() {
        String local = isDotString(localPart) ? localPart : quoted(localPart);
        if (isNull()) {
            return "";
        }
        return domain.isEmpty() ? local : local + '@' + written;
    }

    private static boolean isDotString(String local) {
        boolean atomBefore = false;
        for (int i = 0; i < local.length(); i++) {
            char c = local.charAt(i);
            boolean dot = c == '.';
            if (dot ? !atomBefore : !isAtomText(c)) {
                return false;
            }
            atomBefore = !dot;
        }
        return atomBefore;
    }

    private static boolean isAtomText(char c) {
        return c >= 128 || Character.isLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0;
    }

    private static String quoted(String local) {
        StringBuilder quoted = new StringBuilder(local.length() + 2).append('"');
        for (int i = 0; i < local.length(); i++) {
            char c = local.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return quoted.append('"').toString();
    }
}
