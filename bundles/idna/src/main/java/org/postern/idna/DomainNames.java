package org.postern.idna;

import com.ibm.icu.text.IDNA;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Names of domains in UTF-8 and as A-labels. A name in ASCII is always its own A-labels, whatever its
/// labels look like: what the DNS has of them, the DNS says.
public final class DomainNames {
    /// The length of a name that is looked at: 255 characters of four bytes each.
    public static final int MAX_LENGTH = 4 * 255;

    /* Underscores are let pass: names such as `_dmarc.` and `selector._domainkey.` stand before those of mail domains. */
    private static final IDNA UTS46 = IDNA.getUTS46Instance(
            IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ | IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.NONTRANSITIONAL_TO_UNICODE);

    private DomainNames() {}

    /// Whether all of a text is ASCII.
    public static boolean isAscii(String bytes) {
        return bytes.chars().allMatch(c -> c < 128);
    }

    /// A name as the DNS has it; empty if it has none like this.
    public static Optional<String> alabels(String name) {
        try {
            return Optional.of(toAlabels(name));
        } catch (NoSuchNameException _) {
            return Optional.empty();
        }
    }

    /// A name as the DNS has it.
    public static String toAlabels(String name) throws NoSuchNameException {
        if (isAscii(name)) {
            return name;
        }
        if (name.length() > MAX_LENGTH) {
            throw new NoSuchNameException("domain name longer than 255 characters");
        }
        return ascii(decoded(name));
    }

    /// What UTS 46 has as ToASCII.
    static String ascii(String name) throws NoSuchNameException {
        IDNA.Info info = new IDNA.Info();
        StringBuilder ascii = UTS46.nameToASCII(name, new StringBuilder(), info);
        check(info);
        return ascii.toString();
    }

    /// A name as people read it, in UTF-8: its A-labels as U-labels.
    public static String toUlabels(String name) throws NoSuchNameException {
        if (name.length() > MAX_LENGTH) {
            throw new NoSuchNameException("domain name longer than 255 characters");
        }
        return new String(unicode(decoded(name)).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /// What UTS 46 has as ToUnicode.
    static String unicode(String name) throws NoSuchNameException {
        IDNA.Info info = new IDNA.Info();
        StringBuilder text = UTS46.nameToUnicode(name, new StringBuilder(), info);
        check(info);
        return text.toString();
    }

    /// The characters of UTF-8: neither overlong nor surrogates nor cut short.
    public static String decoded(String bytes) throws NoSuchNameException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException _) {
            throw new NoSuchNameException("string encoding error");
        }
    }

    private static void check(IDNA.Info info) throws NoSuchNameException {
        if (info.hasErrors()) {
            throw new NoSuchNameException(reason(info.getErrors().iterator().next()));
        }
    }

    /// In the words of libidn2, which Exim shows.
    private static String reason(IDNA.Error error) {
        return switch (error) {
            case EMPTY_LABEL -> "domain label is empty";
            case LABEL_TOO_LONG -> "domain label longer than 63 characters";
            case DOMAIN_NAME_TOO_LONG -> "domain name longer than 255 characters";
            case LEADING_HYPHEN, TRAILING_HYPHEN -> "string start/ends with forbidden hyphen";
            case HYPHEN_3_4 -> "string has forbidden two hyphens pattern";
            case LEADING_COMBINING_MARK -> "string contains a forbidden leading combining character";
            case DISALLOWED -> "string contains a disallowed character";
            case PUNYCODE, INVALID_ACE_LABEL -> "string contains invalid punycode data";
            case LABEL_HAS_DOT -> "domain label has forbidden dot (TR46)";
            case BIDI -> "string has forbidden bi-directional properties";
            case CONTEXTJ -> "string contains a forbidden context-j character";
            case CONTEXTO_PUNCTUATION, CONTEXTO_DIGITS -> "string contains a forbidden context-o character";
        };
    }
}
