package org.postern.dkim;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.postern.api.AuthResult;
import org.postern.api.AuthResult.Property;
import org.postern.signatures.SignatureField;

/// Results in the words of others: of RFC 8601, of the log, of `$dkim_signers`.
final class DkimReport {
    /// How much of a signature names it, at least (RFC 6008, 4).
    private static final int SHOWN = 8;

    private DkimReport() {}

    /// The results of a message as RFC 8601 has them; one that says `none` if there are none.
    static List<AuthResult> authResults(List<SignatureResult> results) {
        if (results.isEmpty()) {
            return List.of(new AuthResult("dkim", "none", "", List.of()));
        }
        List<AuthResult> all = new ArrayList<>();
        for (SignatureResult result : results) {
            all.add(new AuthResult("dkim", result.finding().result(), comment(result), properties(result, results)));
        }
        return all;
    }

    private static String comment(SignatureResult result) {
        return switch (result.finding()) {
            case PASS ->
                result.unsigned() > 0 ? "the last " + result.unsigned() + " bytes of the body are not signed" : "";
            case KEY_TOO_SHORT -> result.finding().comment() + ": " + result.keyBits() + " bits";
            default -> result.finding().comment();
        };
    }

    private static List<Property> properties(SignatureResult result, List<SignatureResult> all) {
        if (result.signature().isEmpty()) {
            return List.of();
        }
        SignatureField field = result.signature().get().field();
        return List.of(
                new Property("header", "d", field.domain()),
                new Property("header", "i", result.signature().get().identity()),
                new Property("header", "s", field.selector()),
                new Property("header", "a", field.algorithmName()),
                new Property("header", "b", shortest(field.signature().text(), all)));
    }

    /// Enough of a signature that no other of the message begins with it, unless it is the same.
    private static String shortest(String signature, List<SignatureResult> all) {
        int length = SHOWN;
        for (SignatureResult other : all) {
            String text = other.field().map(field -> field.signature().text()).orElse("");
            int same = 0;
            while (same < Math.min(text.length(), signature.length()) && text.charAt(same) == signature.charAt(same)) {
                same++;
            }
            if (!text.equals(signature)) {
                length = Math.max(length, same + 1);
            }
        }
        return signature.substring(0, Math.min(length, signature.length()));
    }

    /// The domains and identities that have signed, in the order of the header, without repetition.
    static List<String> signers(List<SignatureResult> results) {
        Set<String> signers = new LinkedHashSet<>();
        for (SignatureResult result : results) {
            result.signature().ifPresent(signature -> {
                signers.add(signature.field().domain().toLowerCase(Locale.ROOT));
                if (signature.field().tags().get("i").isPresent()) {
                    signers.add(lowerDomain(signature.identity()));
                }
            });
        }
        return List.copyOf(signers);
    }

    private static String lowerDomain(String identity) {
        int at = identity.lastIndexOf('@');
        return identity.substring(0, at) + identity.substring(at).toLowerCase(Locale.ROOT);
    }

    /// One result as the main log has it.
    static String logLine(SignatureResult result) {
        StringBuilder line = new StringBuilder("DKIM:");
        result.signature().ifPresent(signature -> {
            SignatureField field = signature.field();
            line.append(" d=").append(field.domain());
            line.append(" s=").append(field.selector());
            line.append(" c=").append(field.headerCanonicalization().word());
            line.append('/').append(field.bodyCanonicalization().word());
            line.append(" a=").append(field.algorithmName());
            line.append(" b=").append(field.signature().bytes().length * 8);
            if (field.tags().get("i").isPresent()) {
                line.append(" i=").append(signature.identity());
            }
            field.timestamp().ifPresent(time -> line.append(" t=").append(time));
            field.expiration().ifPresent(time -> line.append(" x=").append(time));
            field.length().ifPresent(length -> line.append(" l=").append(length));
        });
        line.append(" [").append(result.finding().logText());
        if (!result.detail().isEmpty()) {
            line.append(": ").append(result.detail());
        }
        return line.append(']').toString();
    }
}
