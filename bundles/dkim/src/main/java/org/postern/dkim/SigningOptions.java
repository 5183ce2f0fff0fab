package org.postern.dkim;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.config.Settings;
import org.postern.signatures.Canonicalization;
import org.postern.signatures.HashAlgorithm;
import org.postern.signatures.KeyRing;
import org.postern.signatures.PrivateKey;
import org.postern.signatures.SignatureAlgorithm;
import org.postern.signatures.SyntaxException;

/// The options of a transport, expanded for one domain and selector.
///
/// @param transport has the options
/// @param context knows `$dkim_domain` and `$dkim_selector`
record SigningOptions(Settings transport, Context context) {
    /// What is to be signed with; empty if the options say that nothing is.
    Optional<SigningRequest> request(String domain, String selector, KeyRing keys)
            throws ExpansionException, IOException {
        Optional<Text> value = expanded(transport.get(DkimOptions.PRIVATE_KEY), "dkim_private_key");
        if (value.isEmpty() || isNo(value.get().value())) {
            return Optional.empty();
        }
        try {
            PrivateKey key = key(value.get(), keys);
            OptionalLong lifetime = lifetime();
            long now = context.now().getEpochSecond();
            return Optional.of(new SigningRequest(
                    domain,
                    selector,
                    key,
                    algorithm(key),
                    canonicalization(),
                    expanded(transport.get(DkimOptions.IDENTITY), "dkim_identity")
                            .map(Text::value)
                            .filter(identity -> !identity.isEmpty()),
                    expanded(transport.get(DkimOptions.SIGN_HEADERS), "dkim_sign_headers", SignedNames.DEFAULT),
                    lifetime.isPresent() ? OptionalLong.of(now) : OptionalLong.empty(),
                    lifetime.isPresent() && lifetime.getAsLong() > 0
                            ? OptionalLong.of(now + lifetime.getAsLong())
                            : OptionalLong.empty()));
        } catch (SyntaxException e) {
            throw ExpansionException.error("dkim_private_key: " + e.problem());
        }
    }

    private static PrivateKey key(Text value, KeyRing keys) throws SyntaxException, IOException {
        if (value.tainted() && value.value().startsWith("/")) {
            throw new SyntaxException("Tainted file name '" + value + "' not permitted");
        }
        return keys.key(value.value());
    }

    private SignatureAlgorithm algorithm(PrivateKey key) throws ExpansionException {
        String word = expanded(transport.get(DkimOptions.HASH), "dkim_hash", "sha256")
                .strip()
                .toLowerCase(Locale.ROOT);
        Optional<SignatureAlgorithm> algorithm =
                HashAlgorithm.of(word).flatMap(hash -> SignatureAlgorithm.of(key.type(), hash));
        if (algorithm.isEmpty() || algorithm.get().isHistoric()) {
            throw ExpansionException.error("dkim_hash: nothing is signed with " + word + " and a key of kind "
                    + key.type().word());
        }
        return algorithm.get();
    }

    private Canonicalization canonicalization() throws ExpansionException {
        String word = expanded(transport.get(DkimOptions.CANON), "dkim_canon", "relaxed")
                .strip()
                .toLowerCase(Locale.ROOT);
        return Canonicalization.of(word.isEmpty() ? "relaxed" : word)
                .orElseThrow(() -> ExpansionException.error("dkim_canon: neither simple nor relaxed: " + word));
    }

    private OptionalLong lifetime() throws ExpansionException {
        Optional<String> digits = expanded(transport.get(DkimOptions.TIMESTAMPS), "dkim_timestamps")
                .map(text -> text.value().strip())
                .filter(text -> !text.isEmpty());
        if (digits.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!digits.get().matches("\\d{1,12}")) {
            throw ExpansionException.error("dkim_timestamps: not a number of seconds: " + digits.get());
        }
        return OptionalLong.of(Long.parseLong(digits.get()));
    }

    /// The value of an option; empty if it is not set or its expansion is forced to fail.
    private Optional<Text> expanded(Optional<Expression> expression, String option) throws ExpansionException {
        return expression.isEmpty() ? Optional.empty() : expanded(expression.get(), option);
    }

    private String expanded(Expression expression, String option, String otherwise) throws ExpansionException {
        return expanded(expression, option).map(Text::value).orElse(otherwise);
    }

    private Optional<Text> expanded(Expression expression, String option) throws ExpansionException {
        try {
            return expression.expandUnlessForced(context);
        } catch (ExpansionException e) {
            throw new ExpansionException(e.kind(), "failed to expand " + option + ": " + e.getMessage());
        }
    }

    /// Whether an expanded option says yes, as `dkim_strict` does with `1` and `true`.
    static boolean isYes(Expression expression, Context context) throws ExpansionException {
        String value = expression
                .expandUnlessForced(context)
                .map(Text::value)
                .orElse("")
                .strip();
        return value.equals("1") || value.equalsIgnoreCase("true") || value.equalsIgnoreCase("yes");
    }

    private static boolean isNo(String value) {
        String word = value.strip();
        return word.isEmpty() || word.equals("0") || word.equalsIgnoreCase("false");
    }
}
