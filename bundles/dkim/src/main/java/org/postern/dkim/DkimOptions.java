package org.postern.dkim;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Lists;
import org.postern.api.config.Option;
import org.postern.api.config.OptionType;
import org.postern.api.config.OptionTypes;
import org.postern.signatures.HashAlgorithm;
import org.postern.signatures.KeyType;
import org.postern.spi.OptionSet;

/// The options of the main section and of the smtp transport.
final class DkimOptions {
    static final Option<List<String>> VERIFY_HASHES = Option.of(
            "dkim_verify_hashes",
            OptionType.of("a list of hashes, such as sha256 : sha512", DkimOptions::hashes),
            "sha256 : sha512");
    static final Option<List<String>> VERIFY_KEYTYPES = Option.of(
            "dkim_verify_keytypes",
            OptionType.of("a list of kinds of keys, such as ed25519 : rsa", (text, _) -> keyTypes(text)),
            "ed25519 : rsa");
    static final Option<Map<KeyType, Integer>> VERIFY_MIN_KEYSIZES = Option.of(
            "dkim_verify_min_keysizes",
            OptionType.of("sizes of keys, such as rsa=1024 ed25519=250", (text, _) -> keySizes(text)),
            "rsa=1024 ed25519=250");
    static final Option<Boolean> VERIFY_MINIMAL = Option.of("dkim_verify_minimal", OptionTypes.BOOLEAN, "false");
    static final Option<Expression> VERIFY_SIGNERS =
            Option.of("dkim_verify_signers", OptionTypes.EXPRESSION, "$dkim_signers");
    static final Option<Long> VERIFY_MAX_SIGNATURES = Option.of("dkim_verify_max_signatures", OptionTypes.NUMBER, "20");

    static final Option<Optional<Expression>> DOMAIN = Option.optional("dkim_domain", OptionTypes.EXPRESSION);
    static final Option<Optional<Expression>> SELECTOR = Option.optional("dkim_selector", OptionTypes.EXPRESSION);
    static final Option<Optional<Expression>> PRIVATE_KEY = Option.optional("dkim_private_key", OptionTypes.EXPRESSION);
    static final Option<Expression> CANON = Option.of("dkim_canon", OptionTypes.EXPRESSION, "relaxed");
    static final Option<Expression> HASH = Option.of("dkim_hash", OptionTypes.EXPRESSION, "sha256");
    static final Option<Optional<Expression>> IDENTITY = Option.optional("dkim_identity", OptionTypes.EXPRESSION);
    static final Option<Expression> SIGN_HEADERS =
            Option.of("dkim_sign_headers", OptionTypes.EXPRESSION, SignedNames.DEFAULT);
    static final Option<Optional<Expression>> STRICT = Option.optional("dkim_strict", OptionTypes.EXPRESSION);
    static final Option<Optional<Expression>> TIMESTAMPS = Option.optional("dkim_timestamps", OptionTypes.EXPRESSION);

    private DkimOptions() {}

    static List<OptionSet> all() {
        return List.of(
                OptionSet.main(
                        VERIFY_HASHES,
                        VERIFY_KEYTYPES,
                        VERIFY_MIN_KEYSIZES,
                        VERIFY_MINIMAL,
                        VERIFY_SIGNERS,
                        VERIFY_MAX_SIGNATURES),
                OptionSet.transport(
                        "smtp",
                        DOMAIN,
                        SELECTOR,
                        PRIVATE_KEY,
                        CANON,
                        HASH,
                        IDENTITY,
                        SIGN_HEADERS,
                        STRICT,
                        TIMESTAMPS));
    }

    /// What the configuration in force accepts of signatures.
    static VerifyRules rules(Context context) {
        return new VerifyRules(
                context.setting(VERIFY_HASHES),
                context.setting(VERIFY_KEYTYPES),
                context.setting(VERIFY_MIN_KEYSIZES),
                context.setting(VERIFY_MINIMAL),
                Math.clamp(context.setting(VERIFY_MAX_SIGNATURES), 0, 1000));
    }

    private static List<String> hashes(String text, Compiler compiler) throws ConfigException {
        List<String> hashes = Lists.split(text);
        for (String hash : hashes) {
            if (HashAlgorithm.of(hash).isEmpty()) {
                throw new ConfigException("not a hash: " + hash + "; sha256 and sha512 are right");
            }
            if (hash.equals("sha1")) {
                compiler.warn("sha1 has no effect: signatures with it are never valid (RFC 8301)");
            }
        }
        return hashes;
    }

    private static List<String> keyTypes(String text) throws ConfigException {
        List<String> types = Lists.split(text);
        for (String type : types) {
            keyType(type);
        }
        return types;
    }

    private static KeyType keyType(String word) throws ConfigException {
        return KeyType.of(word)
                .orElseThrow(() -> new ConfigException("not a kind of key: " + word + "; rsa and ed25519 are right"));
    }

    private static Map<KeyType, Integer> keySizes(String text) throws ConfigException {
        Map<KeyType, Integer> sizes = new EnumMap<>(KeyType.class);
        List<String> words = new ArrayList<>(List.of(text.strip().split("[\\s:]+", -1)));
        words.removeIf(String::isEmpty);
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 0 || !word.substring(equals + 1).matches("\\d{1,6}")) {
                throw new ConfigException("not the size of a kind of key, such as rsa=1024: " + word);
            }
            sizes.put(keyType(word.substring(0, equals)), Integer.parseInt(word.substring(equals + 1)));
        }
        return Map.copyOf(sizes);
    }
}
