package org.postern.tls;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.MailLog;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;
import org.postern.api.mail.Address;
import org.postern.spi.Contribution;

/// A configuration, its log and its clock, with just enough of the language for the options of TLS:
/// `$tls_in_sni` in a text is replaced as if the administrator had looked it up, and host lists are `*`,
/// `!*` and `defer`.
final class FakeConfig implements Settings, MailLog, Compiler {
    final List<String> lines = new CopyOnWriteArrayList<>();
    /// What the plugins contribute.
    final List<Contribution> contributions = new CopyOnWriteArrayList<>();
    volatile Instant now = Instant.now();
    private final Map<Option<?>, Object> values = new ConcurrentHashMap<>();

    FakeConfig() {
        set(TlsOptions.HANDSHAKE_TIMEOUT, Duration.ofSeconds(60));
    }

    /// Sets an option to a value.
    <T> FakeConfig set(Option<T> option, T value) {
        values.put(option, value);
        return this;
    }

    /// Sets an option as the configuration would write it.
    <T> FakeConfig write(Option<T> option, String text) {
        try {
            return set(option, option.type().parse(text, this));
        } catch (ConfigException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }

    @Override
    @SuppressWarnings("unchecked") // set() stores a T for an Option<T>
    public <T> T get(Option<T> option) {
        Object value = values.get(option);
        if (value != null) {
            return (T) value;
        }
        try {
            return option.defaultText().isPresent()
                    ? option.type().parse(option.defaultText().get(), this)
                    : option.unset().orElseThrow();
        } catch (ConfigException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String name() {
        return "main";
    }

    @Override
    public boolean isSet(Option<?> option) {
        return values.containsKey(option);
    }

    @Override
    public ConfigException invalid(Option<?> option, String message) {
        return new ConfigException(option + ": " + message);
    }

    @Override
    public void write(Stream stream, String messageId, String line) {
        lines.add(line);
    }

    @Override
    public Expression expression(String source) {
        return new Expression() {
            @Override
            public Text expand(Context context) throws ExpansionException {
                if (source.equals("tainted")) {
                    return Text.tainted("/tmp/x");
                }
                String name = context.get(TlsServer.HELLO)
                        .map(ClientHello::serverName)
                        .orElse("");
                return Text.trusted(source.replace("$tls_in_sni", name));
            }

            @Override
            public boolean isConstant() {
                return source.indexOf('$') < 0;
            }

            @Override
            public String source() {
                return source;
            }
        };
    }

    @Override
    public MatchList<InetAddress> hostList(String source) {
        return new MatchList<>() {
            @Override
            public Match match(InetAddress subject, Context context) {
                return switch (source) {
                    case "*" -> new Match.Matched(Text.trusted(source));
                    case "defer" -> new Match.Deferred("no answer");
                    default -> new Match.NotMatched();
                };
            }

            @Override
            public boolean isEmpty() {
                return source.isEmpty();
            }
        };
    }

    @Override
    public Expression condition(String source) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MatchList<Text> stringList(String source) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MatchList<String> domainList(String source) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MatchList<String> localPartList(String source) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MatchList<Address> addressList(String source) {
        throw new UnsupportedOperationException();
    }
}
