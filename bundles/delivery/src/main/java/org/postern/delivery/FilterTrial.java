package org.postern.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.api.Text;
import org.postern.api.mail.Address;
import org.postern.api.mail.Header;
import org.postern.api.mail.Origin;
import org.postern.api.system.Accounts;
import org.postern.core.MailContext;
import org.postern.core.State.Slots;
import org.postern.core.TriedMessage;
import org.postern.core.TriedText;
import org.postern.spi.Filter;
import org.postern.spi.FilterLanguage;
import org.postern.spi.FilterLanguage.Right;

/// One trial of filters with one message, as `exim -bf` and `-bF` do it. Used by one thread.
final class FilterTrial {
    private final MailContext base;
    private final Accounts accounts;
    private final FilterArguments arguments;
    private final PrintStream out;

    FilterTrial(MailContext base, Accounts accounts, FilterArguments arguments, PrintStream out) {
        this.base = base;
        this.accounts = accounts;
        this.arguments = arguments;
        this.out = out;
    }

    /// Reads the message and runs the filters; whether they ran to their end.
    boolean run(InputStream in) throws IOException {
        TriedText input = TriedText.read(in, arguments.dotEnds());
        TrialRecipient recipient = recipient();
        Address sender = sender(input);
        introduce(input, sender, recipient);
        MailContext context = base.with(new TriedMessage(input, sender, List.of(recipient), Origin.LOCAL, base.now()))
                .with(recipient, new Slots());
        boolean good = arguments.system().isEmpty() || run(arguments.system().get(), true, context);
        return good && (arguments.user().isEmpty() || run(arguments.user().get(), false, context));
    }

    private Address sender(TriedText input) {
        String given = arguments.sender().or(input::sender).orElseGet(FilterTrial::login);
        return Addresses.parse(given.equals("<>") ? "" : given)
                .map(this::qualified)
                .orElse(Address.NULL);
    }

    private static String login() {
        return System.getProperty("user.name", "root");
    }

    private Address qualified(Address address) {
        return address.isNull() || !address.domain().isEmpty()
                ? address
                : new Address(address.localPart(), Names.qualifyDomain(base));
    }

    private TrialRecipient recipient() throws IOException {
        String localPart = arguments.localPart().orElseGet(FilterTrial::login);
        Map<String, Text> facts = new HashMap<>();
        accounts.user(localPart).ifPresent(user -> facts.put("home", Text.trusted(user.home())));
        if (!arguments.prefix().isEmpty()) {
            facts.put("local_part_prefix", Text.trusted(arguments.prefix()));
        }
        if (!arguments.suffix().isEmpty()) {
            facts.put("local_part_suffix", Text.trusted(arguments.suffix()));
        }
        String domain = arguments.domain().orElseGet(() -> Names.qualifyDomain(base));
        return new TrialRecipient(new Address(localPart, domain), facts);
    }

    private void introduce(TriedText input, Address sender, TrialRecipient recipient) {
        if (input.headers().isEmpty()) {
            out.println("Warning: no message headers read");
        }
        Optional<Header> path = input.headers().stream()
                .filter(header -> header.is("Return-path"))
                .findFirst();
        out.println(path.map(header -> "Return-path = " + header.value()).orElse("Return-path copied from sender"));
        out.println("Sender      = " + (sender.isNull() ? "<>" : sender));
        String local = arguments.prefix() + recipient.address().localPart() + arguments.suffix();
        out.println("Recipient   = " + recipient.address().withLocalPart(local));
    }

    private boolean run(Path file, boolean system, MailContext context) throws IOException {
        String text = text(file);
        Optional<FilterLanguage> language = FilterLanguage.of(text, system, context);
        if (language.isEmpty()) {
            throw new IOException(file + " does not begin with the name of a filter language, such as # Exim filter");
        }
        out.println("Testing " + language.get().title() + " file \"" + file + "\"");
        out.println();
        FilterLanguage.Source source = new FilterLanguage.Source(
                Text.trusted(text), system, system ? Set.of(Right.values()) : Set.of(), Optional.empty());
        Filter.Result result = language.get()
                .compile(source, context.compiler())
                .run(new Filter.Run(context, Optional.of(line -> out.print(line + "\n"))));
        return !(result.ending() instanceof Filter.Ending.Faulty);
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new IOException("failed to open " + file + ": No such file or directory", e);
        }
    }
}
