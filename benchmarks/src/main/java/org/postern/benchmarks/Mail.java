package org.postern.benchmarks;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.postern.api.mail.Address;
import org.postern.api.mail.Origin;
import org.postern.api.system.Accounts;
import org.postern.api.system.LocalHost;
import org.postern.core.BadConfiguration;
import org.postern.core.ConfigSource;
import org.postern.core.MailContext;
import org.postern.core.Policy;
import org.postern.core.State;
import org.postern.core.TriedMessage;
import org.postern.core.TriedText;
import org.postern.expandstandard.ExpandStandardPlugin;
import org.postern.language.EximLanguage;
import org.postern.lookupfile.LookupFilePlugin;

/// A configuration with the plugins of expressions, and a message that is delivered under it.
final class Mail {
    private static final String CONFIGURATION = """
            primary_hostname = mail.example.org
            domainlist local_domains = example.org : *.example.net : example.com
            """;
    private static final String MESSAGE = """
            Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?= from the other side
            From: Ann Other <ann@example.net>
            To: Bob <bob@example.org>
            Message-ID: <1@example.net>

            Text.
            """;

    private Mail() {}

    static Policy policy() throws BadConfiguration {
        return new EximLanguage()
                .compile(
                        ConfigSource.of("benchmark.conf", CONFIGURATION, Map.of()),
                        List.of(
                                new InstalledPlugin(new ExpandStandardPlugin(bundle(), new Here())),
                                new InstalledPlugin(new LookupFilePlugin(new Nobody()))),
                        Set.of());
    }

    static MailContext context(Policy policy) throws IOException {
        TriedText text = TriedText.read(new ByteArrayInputStream(MESSAGE.getBytes(StandardCharsets.ISO_8859_1)), false);
        InetSocketAddress client = new InetSocketAddress(InetAddress.getByName("192.0.2.7"), 40_000);
        Origin origin = new Origin(Optional.of(client), "client.example.net", Optional.empty(), "", "esmtp", "", "");
        OneRecipient recipient = new OneRecipient(new Address("Bob.Other", "example.org"));
        InstantSource clock = InstantSource.system();
        return MailContext.of(policy, clock, (_, _, _) -> {})
                .with(new TriedMessage(
                        text, new Address("ann", "example.net"), List.of(recipient), origin, clock.instant()))
                .with(recipient, new State.Slots());
    }

    /// A bundle that knows its version, which is all that the plugin asks for.
    private static BundleContext bundle() {
        Bundle bundle = proxy(Bundle.class, "getVersion", new Version(1, 0, 0));
        return proxy(BundleContext.class, "getBundle", bundle);
    }

    private static <T> T proxy(Class<T> type, String method, Object answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (_, called, _) -> {
            if (called.getName().equals(method)) {
                return answer;
            }
            throw new UnsupportedOperationException(called.toString());
        }));
    }

    private static final class Here implements LocalHost {
        @Override
        public String name() {
            return "mail.example.org";
        }

        @Override
        public Set<InetAddress> addresses() {
            return Set.of();
        }
    }

    private static final class Nobody implements Accounts {
        @Override
        public Optional<User> user(String name) {
            return Optional.empty();
        }

        @Override
        public Optional<User> user(int uid) {
            return Optional.empty();
        }

        @Override
        public Optional<Group> group(String name) {
            return Optional.empty();
        }
    }
}
