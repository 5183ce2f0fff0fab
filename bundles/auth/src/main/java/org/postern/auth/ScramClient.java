package org.postern.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Expression;
import org.postern.api.smtp.SaslClient;
import org.postern.auth.ScramAttributes.Malformed;

/// Shows another server that this one knows a password, and has it show the same (RFC 5802). A server that
/// wants less work than the RFC asks for could guess the password with less, and is not answered.
final class ScramClient implements SaslClient {
    private static final int MIN_ITERATIONS = 4096;
    private static final int MAX_MESSAGE = 8192;

    private final ScramHash hash;
    private final Identity identity;
    private final Bound bound;
    private final ClientOptions options;
    private final Context context;
    private final Supplier<String> nonces;
    private State state = State.NEW;
    private String nonce = "";
    private String bare = "";
    private byte[] expected = new byte[0];
    private Salt salt = Salt.UNKNOWN;

    /// How far the exchange is.
    private enum State {
        NEW,
        BEGUN,
        PROVED,
        VERIFIED
    }

    /// What the server makes of the password.
    ///
    /// @param text the salt, in base64
    /// @param iterations how often
    private record Salt(String text, int iterations) {
        static final Salt UNKNOWN = new Salt("", 0);
    }

    /// What the options have expanded to: `client_spassword` may depend on the salt.
    private record Shown(String user, String authorization, String password, String salted, Salt salt) {}

    /// As whom, by which options.
    record Identity(
            Expression user,
            Optional<Expression> password,
            Optional<Expression> salted,
            Optional<Expression> authorization) {}

    /// What the exchange is bound to.
    ///
    /// @param flag `n`, `y`, or `p=` and the type of the binding
    /// @param data the binding
    @SuppressWarnings("ArrayRecordComponent") // never compared nor changed
    record Bound(String flag, byte[] data) {}

    ScramClient(
            ScramHash hash,
            Identity identity,
            Bound bound,
            ClientOptions options,
            Context context,
            Supplier<String> nonces) {
        this.hash = hash;
        this.identity = identity;
        this.bound = bound;
        this.options = options;
        this.context = context;
        this.nonces = nonces;
    }

    @Override
    public Optional<byte[]> initial() throws ExpansionException {
        user(); // a forced failure is one before anything is sent
        text(identity.password());
        text(identity.authorization());
        nonce = nonces.get();
        bare = "n=" + ScramAttributes.encoded(user()) + ",r=" + nonce;
        state = State.BEGUN;
        return Optional.of((header() + bare).getBytes(ISO_8859_1));
    }

    private String header() throws ExpansionException {
        String other = text(identity.authorization());
        return bound.flag() + "," + (other.isEmpty() ? "" : "a=" + ScramAttributes.encoded(other)) + ",";
    }

    private String user() throws ExpansionException {
        return new String(SaslPrep.prepared(identity.user().expand(context).value()), ISO_8859_1);
    }

    @Override
    public byte[] respond(byte[] challenge) throws ExpansionException {
        try {
            if (challenge.length > MAX_MESSAGE) {
                throw new Malformed("message is too long");
            }
            String message = new String(challenge, ISO_8859_1);
            return switch (state) {
                case BEGUN -> prove(message);
                case PROVED -> verify(message);
                case NEW, VERIFIED -> throw new Malformed("one message too many");
            };
        } catch (Malformed e) {
            state = State.NEW;
            throw ExpansionException.error("SCRAM: " + e.getMessage());
        }
    }

    private byte[] prove(String message) throws Malformed, ExpansionException {
        refuseError(message);
        ScramAttributes attributes = new ScramAttributes(message);
        String both = attributes.next('r');
        String said = attributes.next('s');
        Salt given = new Salt(said, iterations(attributes.next('i')));
        attributes.end();
        if (!both.startsWith(nonce) || both.length() == nonce.length() || !ScramAttributes.isNonce(both)) {
            throw new Malformed("the server's nonce does not go on from this one's");
        }
        byte[] salted = salted(given);
        salt = given;
        String without = "c=" + Base64.getEncoder().encodeToString(binding()) + ",r=" + both;
        String authMessage = bare + "," + message + "," + without;
        expected = ScramKeys.of(hash, salted).signature(authMessage);
        state = State.PROVED;
        String proof = Base64.getEncoder().encodeToString(ScramKeys.proof(hash, salted, authMessage));
        return (without + ",p=" + proof).getBytes(ISO_8859_1);
    }

    private byte[] binding() throws ExpansionException {
        byte[] header = header().getBytes(ISO_8859_1);
        byte[] all = new byte[header.length + bound.data().length];
        System.arraycopy(header, 0, all, 0, header.length);
        System.arraycopy(bound.data(), 0, all, header.length, bound.data().length);
        return all;
    }

    private static int iterations(String text) throws Malformed {
        if (!text.matches("[1-9]\\d{0,6}") || Integer.parseInt(text) > ScramSecrets.MAX_ITERATIONS) {
            throw new Malformed("the server wants more than " + ScramSecrets.MAX_ITERATIONS + " iterations");
        }
        int count = Integer.parseInt(text);
        if (count < MIN_ITERATIONS) {
            throw new Malformed("the server wants less than " + MIN_ITERATIONS + " iterations");
        }
        return count;
    }

    /// From `client_spassword` if it has what fits; else from the password.
    private byte[] salted(Salt known) throws Malformed, ExpansionException {
        byte[] bytes = ScramAttributes.base64(known.text());
        Shown shown = shown(known);
        if (shown.salted().length() == 2 * hash.length() && shown.salted().matches("[0-9A-Fa-f]+")) {
            return HexFormat.of().parseHex(shown.salted());
        }
        return hash.salted(SaslPrep.prepared(shown.password()), bytes, known.iterations());
    }

    /// What the options expand to; user, iterations and salt are `$auth1` to `$auth3` in `client_spassword`.
    private Shown shown(Salt known) throws ExpansionException {
        Credentials credentials = new Credentials(context);
        String user = user();
        credentials.add(user);
        credentials.add(Integer.toString(known.iterations()));
        credentials.add(known.text());
        return new Shown(
                user,
                text(identity.authorization()),
                text(identity.password()),
                text(identity.salted()).strip(),
                known);
    }

    private byte[] verify(String message) throws Malformed {
        refuseError(message);
        ScramAttributes attributes = new ScramAttributes(message);
        byte[] signature = ScramAttributes.base64(attributes.next('v'));
        if (!MessageDigest.isEqual(signature, expected)) {
            throw new Malformed("the server has not shown that it knows the password");
        }
        state = State.VERIFIED;
        return new byte[0];
    }

    private static void refuseError(String message) throws Malformed {
        if (message.startsWith("e=")) {
            String error = message.substring(2).replaceAll("[^!-+\\--~]", "?");
            throw new Malformed("the server says " + (error.length() > 80 ? error.substring(0, 80) : error));
        }
    }

    @Override
    public boolean maySucceed() {
        return state == State.VERIFIED;
    }

    @Override
    public String identity() throws ExpansionException {
        return options.identity(context);
    }

    @Override
    public Object credentials() throws ExpansionException {
        return shown(salt);
    }

    @Override
    public boolean wouldUse(Object credentials) throws ExpansionException {
        return credentials instanceof Shown shown && shown.equals(shown(shown.salt()));
    }

    private String text(Optional<Expression> option) throws ExpansionException {
        return option.isEmpty() ? "" : option.get().expand(context).value();
    }
}
