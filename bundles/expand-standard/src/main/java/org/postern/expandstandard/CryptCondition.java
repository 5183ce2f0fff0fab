package org.postern.expandstandard;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.postern.api.Arguments;
import org.postern.api.ExpansionException;

/// `crypteq{PASSWORD}{CRYPTED}`: whether a password is the one that was crypted, by `{md5}`, `{sha1}` (as
/// hexadecimal digits or base 64), `{crypt}` (the default, crypt(3)) or `{crypt16}`.
final class CryptCondition {
    /// How many characters of the password the first half of crypt16 looks at.
    private static final int HALF = 8;

    private static final int SALT = 2;
    private static final int DES_LENGTH = 13;

    private CryptCondition() {}

    static Test test() {
        return new Test("crypteq", 2, (arguments, _) -> holds(arguments));
    }

    private static boolean holds(Arguments arguments) throws ExpansionException {
        String password = arguments.expand(0).value();
        String crypted = arguments.expand(1).value();
        int end = crypted.startsWith("{") ? crypted.indexOf('}') + 1 : 0;
        String scheme = crypted.substring(0, end).toLowerCase(Locale.ROOT);
        String rest = crypted.substring(end);
        return switch (scheme) {
            case "{md5}" -> isDigest("MD5", password, rest);
            case "{sha1}" -> isDigest("SHA-1", password, rest);
            case "{crypt}" -> isCrypt(password, rest);
            case "{crypt16}" -> isCrypt16(password, rest);
            default -> {
                if (crypted.startsWith("{")) {
                    throw ExpansionException.error("unknown encryption mechanism in \"" + crypted + "\"");
                }
                yield isCrypt(password, rest);
            }
        };
    }

    private static boolean isDigest(String algorithm, String password, String crypted) throws ExpansionException {
        byte[] digest;
        try {
            digest = MessageDigest.getInstance(algorithm).digest(bytes(password));
        } catch (GeneralSecurityException e) {
            throw ExpansionException.defer(algorithm + " is not available: " + e.getMessage());
        }
        String hexadecimal = HexFormat.of().formatHex(digest);
        boolean isHexadecimal = crypted.length() == hexadecimal.length();
        return same(
                isHexadecimal ? crypted.toLowerCase(Locale.ROOT) : crypted,
                isHexadecimal ? hexadecimal : Base64.getEncoder().encodeToString(digest));
    }

    private static boolean isCrypt(String password, String crypted) throws ExpansionException {
        if (crypted.length() < SALT) {
            return false;
        }
        Optional<String> found = LibCrypt.crypt(password, crypted);
        return found.isPresent() && same(found.get(), crypted);
    }

    /// DES crypt of the first eight characters and, with a salt of its own, of the next eight.
    private static boolean isCrypt16(String password, String crypted) throws ExpansionException {
        if (crypted.length() < SALT) {
            return false;
        }
        String first = password.substring(0, Math.min(HALF, password.length()));
        String second = password.substring(first.length());
        Optional<String> start = LibCrypt.crypt(first, crypted.substring(0, SALT));
        if (start.isEmpty() || start.get().length() < SALT + SALT) {
            return false;
        }
        String whole = start.get();
        if (!second.isEmpty()) {
            Optional<String> end = LibCrypt.crypt(second, whole.substring(SALT, SALT + SALT));
            if (end.isEmpty() || end.get().length() != DES_LENGTH) {
                return false;
            }
            whole += end.get().substring(SALT);
        }
        return same(whole, crypted);
    }

    private static boolean same(String left, String right) {
        return MessageDigest.isEqual(bytes(left), bytes(right));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
