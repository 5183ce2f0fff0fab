package org.postern.signatures;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.postern.api.mail.Header;

/// A field that holds a signature, with the tags that DKIM-Signature and ARC-Message-Signature share (RFC
/// 6376, 3.5; RFC 8617, 4.1.2). What only one of them has is read from [#tags].
///
/// @param field as it stands in the header
/// @param tags all of its tags
/// @param algorithmName `a=`
/// @param signature `b=`, decoded
/// @param bodyHash `bh=`, decoded
/// @param headerCanonicalization the first half of `c=`
/// @param bodyCanonicalization the second half of `c=`
/// @param domain `d=`
/// @param selector `s=`
/// @param names `h=`, in order
/// @param length `l=`
/// @param timestamp `t=`, in seconds since 1970
/// @param expiration `x=`, in seconds since 1970
public record SignatureField(
        Header field,
        TagList tags,
        String algorithmName,
        Encoded signature,
        Encoded bodyHash,
        Canonicalization headerCanonicalization,
        Canonicalization bodyCanonicalization,
        String domain,
        String selector,
        List<String> names,
        OptionalLong length,
        OptionalLong timestamp,
        OptionalLong expiration) {
    private static final int MAX_DIGITS = 76;
    private static final int MAX_LABEL = 63;
    private static final int MAX_NAME = 253;

    /// The names cannot be changed.
    public SignatureField {
        names = List.copyOf(names);
    }

    /// Bytes, with the base64 that they were written in.
    ///
    /// @param text base64 without white space
    public record Encoded(String text) {
        /// The bytes, decoded anew each time.
        public byte[] bytes() {
            return Base64.getDecoder().decode(text);
        }

        private static Encoded of(String text, String tag) throws SyntaxException {
            try {
                Encoded encoded = new Encoded(text);
                if (encoded.bytes().length == 0) {
                    throw new SyntaxException(tag + "= is empty");
                }
                return encoded;
            } catch (IllegalArgumentException e) {
                throw new SyntaxException(tag + "= is not base64");
            }
        }
    }

    /// Parses the shared tags.
    public static SignatureField parse(Header field) throws SyntaxException {
        return parse(field, TagList.parse(field.text().substring(field.text().indexOf(':') + 1)));
    }

    /// Reads the shared tags of a field whose tags are parsed already.
    public static SignatureField parse(Header field, TagList tags) throws SyntaxException {
        String[] c = tags.compact("c").orElse("simple/simple").split("/", 2);
        String names = tags.required("h");
        return new SignatureField(
                field,
                tags,
                tags.required("a"),
                Encoded.of(tags.required("b"), "b"),
                Encoded.of(tags.required("bh"), "bh"),
                canonicalization(c[0]),
                canonicalization(c.length > 1 ? c[1] : "simple"),
                domainName(tags.required("d"), "d"),
                domainName(tags.required("s"), "s"),
                names(names),
                number(tags, "l"),
                number(tags, "t"),
                number(tags, "x"));
    }

    /// The algorithm; empty for one that is not known.
    public Optional<SignatureAlgorithm> algorithm() {
        return SignatureAlgorithm.of(algorithmName);
    }

    /// The hash of the body that this signature is about, to be given the body.
    public BodyHash startBodyHash(HashAlgorithm hash) {
        return new BodyHash(bodyCanonicalization, hash, length);
    }

    /// Whether a header name is among those that are signed.
    public boolean covers(String name) {
        return names.stream().anyMatch(name::equalsIgnoreCase);
    }

    private static Canonicalization canonicalization(String word) throws SyntaxException {
        return Canonicalization.of(word).orElseThrow(() -> new SyntaxException("an unknown canonicalization in c="));
    }

    private static List<String> names(String list) throws SyntaxException {
        List<String> names = Arrays.asList(list.split(":", -1));
        if (names.contains("")) {
            throw new SyntaxException("an empty name in h=");
        }
        return names;
    }

    /// A domain or selector as it may be looked up: labels of letters, digits, `-`, `_` or UTF-8.
    public static String domainName(String name, String tag) throws SyntaxException {
        int label = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '.') {
                if (label == 0) {
                    throw new SyntaxException("an empty label in " + tag + "=");
                }
                label = 0;
            } else if (isNameByte(c)) {
                label++;
            } else {
                throw new SyntaxException("not a name in " + tag + "=");
            }
            if (label > MAX_LABEL) {
                throw new SyntaxException("a label too long in " + tag + "=");
            }
        }
        if (label == 0 || name.length() > MAX_NAME) {
            throw new SyntaxException("not a name in " + tag + "=");
        }
        return name;
    }

    private static boolean isNameByte(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '_'
                || c >= 128;
    }

    private static OptionalLong number(TagList tags, String name) throws SyntaxException {
        Optional<String> digits = tags.compact(name);
        if (digits.isEmpty()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(number(digits.get(), name));
    }

    /// A number of at most 76 digits; one that is too large for a `long` is the largest.
    private static long number(String digits, String name) throws SyntaxException {
        boolean good = !digits.isEmpty()
                && digits.length() <= MAX_DIGITS
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!good) {
            throw new SyntaxException("not a number in " + name + "=");
        }
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
