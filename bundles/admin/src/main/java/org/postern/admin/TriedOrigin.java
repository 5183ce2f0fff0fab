package org.postern.admin;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.mail.Address;
import org.postern.api.mail.MailboxParser;
import org.postern.api.mail.Origin;
import org.postern.api.mail.Submitter;
import org.postern.core.MailContext;
import org.postern.core.TriedMessage;
import org.postern.core.TriedText;

/// Where the message that strings are tried with comes from, as the options of the command say: `-f SENDER`,
/// `--message FILE`, `-oMa ADDRESS` (client), `-oMaa` (authenticator), `-oMai` (authenticated id), `-oMas`
/// (authenticated sender), `-oMi` (our address), `-oMr` (protocol), `-oMs` (client's name), `-oMt` (ident),
/// `-pPROTOCOL:NAME`. Without them it is the local user.
final class TriedOrigin {
    private static final Pattern ADDRESS_PORT =
            Pattern.compile("\\[([^]]+)](?::(\\d{1,5}))?|(\\d+\\.\\d+\\.\\d+\\.\\d+)\\.(\\d{1,5})|(.+)");
    private static final List<String> WITH_VALUE = List.of("-f", "--message");

    private final Map<String, String> options = new HashMap<>();
    private final List<String> texts = new ArrayList<>();
    private final String user;

    /// @param words of the command
    /// @param user the local user
    TriedOrigin(List<String> words, String user) {
        this.user = user;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (WITH_VALUE.contains(word) || word.startsWith("-oM")) {
                options.put(word, ++i < words.size() ? words.get(i) : "");
            } else if (word.startsWith("-p") && word.length() > 2 && texts.isEmpty()) {
                protocol(word.substring(2));
            } else {
                texts.add(word);
            }
        }
    }

    private void protocol(String word) {
        int colon = word.indexOf(':');
        options.put("-oMr", colon < 0 ? word : word.substring(0, colon));
        if (colon >= 0) {
            options.put("-oMs", word.substring(colon + 1));
        }
    }

    /// The strings to expand.
    List<String> texts() {
        return List.copyOf(texts);
    }

    /// The context with the message.
    MailContext context(MailContext base) throws IOException {
        String login = sender(base);
        Address sender = options.containsKey("-f") ? address(option("-f", "")) : address(login);
        MailContext context = base.with(new TriedMessage(text(), sender, List.of(), origin(), base.now()));
        boolean local = !options.containsKey("-oMa");
        context.put(
                Submitter.SLOT,
                new Submitter(
                        option("-oMt", local ? user : ""), option("-oMaa", ""), option("-oMas", local ? login : "")));
        return context;
    }

    private TriedText text() throws IOException {
        if (!options.containsKey("--message")) {
            return TriedText.NONE;
        }
        try (InputStream in = Files.newInputStream(Path.of(option("--message", "")))) {
            return TriedText.read(in, false);
        }
    }

    private String sender(Context context) {
        try {
            return user + "@"
                    + context.variable("qualify_domain").map(Text::value).orElse("localhost");
        } catch (ExpansionException e) {
            throw new IllegalStateException(e); // the domain is no expression
        }
    }

    private String option(String name, String standard) {
        return options.getOrDefault(name, standard);
    }

    private static Address address(String text) {
        return MailboxParser.parse(text) instanceof MailboxParser.Result.Parsed parsed
                ? parsed.address()
                : Address.NULL;
    }

    private Origin origin() {
        Optional<InetSocketAddress> client = socket(option("-oMa", ""));
        return new Origin(
                client,
                option("-oMs", ""),
                socket(option("-oMi", "")),
                "",
                option("-oMr", ""),
                option("-oMai", client.isPresent() ? "" : user),
                "");
    }

    /// `ADDRESS`, `ADDRESS.PORT` (IPv4) or `[ADDRESS]:PORT`.
    private static Optional<InetSocketAddress> socket(String text) {
        Matcher parts = ADDRESS_PORT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String address = Optional.ofNullable(parts.group(1))
                .or(() -> Optional.ofNullable(parts.group(3)))
                .orElse(parts.group(5));
        String port = Optional.ofNullable(parts.group(2))
                .or(() -> Optional.ofNullable(parts.group(4)))
                .orElse("0");
        return Optional.of(new InetSocketAddress(InetAddress.ofLiteral(address), Integer.parseInt(port)));
    }
}
