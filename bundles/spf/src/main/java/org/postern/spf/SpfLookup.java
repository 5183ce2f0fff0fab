package org.postern.spf;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;

/// The lookup `${lookup {IP} spf {SENDER}}`, which gives the word of the result. The two may also stand the
/// other way round, as older Exims have them. An address that is none finds nothing.
final class SpfLookup implements LookupType {
    private final SpfEvaluator evaluator;
    private final InstantSource clock;

    SpfLookup(SpfEvaluator evaluator, InstantSource clock) {
        this.evaluator = evaluator;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "spf";
    }

    @Override
    public Style style() {
        return Style.SINGLE_KEY;
    }

    /// The source is an address to look at, not a name of anything of ours.
    @Override
    public boolean takesTaintedSource() {
        return true;
    }

    @Override
    public Lookup open(String source, List<String> options, Compiler compiler, Context context) throws IOException {
        if (!options.isEmpty()) {
            throw new IOException("the spf lookup has no options: " + String.join(",", options));
        }
        return new Open(source);
    }

    private final class Open implements Lookup {
        private final String source;

        Open(String source) {
            this.source = source;
        }

        @Override
        public Optional<Found> find(Text key) {
            Optional<InetAddress> first = address(key.value());
            String sender = first.isPresent() ? source : key.value();
            return first.or(() -> address(source)).map(client -> found(client, sender));
        }

        private Found found(InetAddress client, String sender) {
            int at = sender.lastIndexOf('@');
            String domain = sender.substring(at + 1);
            String local = at < 0 ? "" : sender.substring(0, at);
            SpfRequest request = SpfRequest.of(client, local, domain, domain, "unknown", clock.instant());
            return new Found(evaluator.check(request).code().label(), Duration.ZERO);
        }

        @Override
        public void close() {}
    }

    private static Optional<InetAddress> address(String text) {
        if (Addresses.ip4(text).isEmpty() && Addresses.ip6(text).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(InetAddress.ofLiteral(text));
    }
}
