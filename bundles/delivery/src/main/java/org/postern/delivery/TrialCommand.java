package org.postern.delivery;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.postern.api.MailLog;
import org.postern.api.mail.Address;
import org.postern.core.BadConfiguration;
import org.postern.core.Invocation;
import org.postern.core.MailContext;
import org.postern.core.Policy;
import org.postern.core.Snapshots;
import org.postern.core.State;

/// What `postern route` and `postern verify` have in common.
///
/// @param name which of them
/// @param snapshots compile the configuration
/// @param log where the routers log
/// @param surroundings what routing knows beside the configuration
record TrialCommand(String name, Snapshots snapshots, MailLog log, Surroundings surroundings) {
    /// The exit status; 1 also if the configuration cannot be used.
    int run(List<String> arguments) {
        Invocation call = Invocation.parse(arguments);
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.ISO_8859_1);
        try (Policy policy = snapshots.check(call.source().lenient())) {
            return run(policy, call, TrialWords.parse(call.words()), out);
        } catch (TrialWords.Misused | IOException e) {
            System.err.println("postern: " + name + ": " + e.getMessage());
        } catch (BadConfiguration e) {
            e.problems().forEach(System.err::println);
        } finally {
            out.flush();
        }
        return 1;
    }

    private int run(Policy policy, Invocation call, TrialWords words, PrintStream out) throws IOException {
        MailContext base = MailContext.of(policy, call.clock(), log).with(State.fresh());
        snapshots.configure(base);
        MailContext context =
                base.with(MessageOf.from(sender(words, base), words.origin().origin(), base));
        TrialSession session = new TrialSession(
                new Plan(policy),
                context,
                surroundings,
                new Faults(log, "", snapshots::plugins),
                purpose(words),
                name.equals("route") || words.verbose(),
                words.debug(),
                out);
        if (!words.addresses().isEmpty()) {
            return session.run(words.addresses());
        }
        return session.run(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.ISO_8859_1)));
    }

    private Purpose purpose(TrialWords words) {
        if (name.equals("route")) {
            return Purpose.ADDRESS_TEST;
        }
        return words.asSender() ? Purpose.VERIFY_SENDER : Purpose.VERIFY_RECIPIENT;
    }

    /// Without `-f` it is the user who asks.
    private static Address sender(TrialWords words, MailContext context) {
        if (words.asSender()) {
            return Address.NULL;
        }
        String text = words.sender().orElseGet(() -> System.getProperty("user.name", "root"));
        Address address = Addresses.parse(text).orElse(Address.NULL);
        return address.isNull() || !address.domain().isEmpty()
                ? address
                : new Address(address.localPart(), Names.qualifyDomain(context));
    }
}
