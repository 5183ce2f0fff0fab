package org.postern.kernel;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/* What EHLO announced is kept by name: a command or parameter of an extension that was announced is looked up in the snapshot in
 * force, so that after an update the new code serves it. An extension that has just left is waited for (`plugin_return_timeout`). If it
 * does not come back, the client is told to try again later; if it uses a command that was announced, the session ends, since what
 * follows may be no command (BDAT). One that came after the EHLO is not known to this client until its next EHLO. */
/// The extensions that the last EHLO has announced. Confined to the session's thread.
final class Promises {
    private final Leasehold leasehold;
    private Set<String> extensions = Set.of();
    private Map<String, Boolean> commands = Map.of();
    private Set<String> gone = Set.of();

    Promises(Leasehold leasehold) {
        this.leasehold = leasehold;
    }

    /// EHLO has announced these extensions.
    ///
    /// @param commands what belongs to them, and whether the client sends more with it than its line
    void make(Set<String> extensions, Map<String, Boolean> commands) {
        this.extensions = Set.copyOf(extensions);
        this.commands = Map.copyOf(commands);
        this.gone = Set.of();
    }

    /// Nothing is announced.
    void forget() {
        make(Set.of(), Map.of());
    }

    Set<String> extensions() {
        return extensions;
    }

    /// Whether an extension was announced.
    boolean include(String extension) {
        return extensions.contains(extension);
    }

    /// Whether a command belongs to an extension that was announced, though that may have left.
    boolean includeCommand(String verb) {
        return commands.containsKey(verb);
    }

    /// Whether a command that was announced has more than its line.
    boolean bringData(String verb) {
        return commands.getOrDefault(verb, false);
    }

    /// Takes the newest snapshot for a message. An extension that was announced and has just gone, as during
    /// its update, is given time to come back; false if there is no snapshot.
    boolean renew() {
        long begun = System.nanoTime();
        while (leasehold.renew()) {
            Set<String> missing = leasehold.grammar().without(extensions);
            if (gone.containsAll(missing)) {
                return true;
            }
            Duration left = leasehold
                    .context()
                    .setting(KernelOptions.PLUGIN_RETURN_TIMEOUT)
                    .minusNanos(System.nanoTime() - begun);
            if (!leasehold.awaitNewer(left)) {
                gone = missing;
                return leasehold.renew();
            }
        }
        return false;
    }
}
