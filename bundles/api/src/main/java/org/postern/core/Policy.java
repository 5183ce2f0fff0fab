package org.postern.core;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;
import org.postern.spi.Authenticator;
import org.postern.spi.Contribution;
import org.postern.spi.Router;
import org.postern.spi.Transport;

/// A compiled configuration: immutable, safe for any number of threads. [#close] closes the instances of the
/// drivers.
@ProviderType
public interface Policy extends AutoCloseable {
    /// What it was compiled from.
    ConfigSource source();

    /// Warnings: what could be compiled but is not as the administrator may think.
    List<Problem> warnings();

    /// The departed words that the configuration uses; what stands for them gives a temporary failure.
    /// Empty if all is there.
    default Set<Offer> missing() {
        return Set.of();
    }

    /// The value of an option in the main section.
    <T> T setting(Option<T> option);

    /// Whether there is an ACL for `phase`.
    boolean hasAcl(Phase phase);

    /// Runs the ACL for `phase`. Without one: [AclVerdict.Deny] for RCPT, VRFY, EXPN, ETRN, WELLKNOWN (as
    /// Exim), otherwise [AclVerdict.Accept].
    AclVerdict acl(Phase phase, Context context);

    /// The routers, in order.
    List<Block<Router>> routers();

    /// A transport by its name.
    Optional<Block<Transport>> transport(String name);

    /// The authenticators, in order.
    default List<Block<Authenticator>> authenticators() {
        return List.of();
    }

    /// The rules of the retry section, in order.
    List<RetryRule> retryRules();

    /// The rules of the rewrite section.
    default Rewriting rewriting() {
        return Rewriting.NONE;
    }

    /// Every word of Exim's, and what becomes of it with these plugins.
    default List<KnownWord> words() {
        return List.of();
    }

    /// Every option with the value that is in force: of the main section, then of each block in order, then
    /// the named lists.
    default List<EffectiveOption> effective() {
        return List.of();
    }

    /// What the plugins contribute of one kind, in the order of their names. Calls are not guarded: who
    /// calls takes an unexpected exception as a temporary failure.
    <C extends Contribution> List<C> contributions(Class<C> kind);

    /// Expands a string that is not part of the configuration (`postern expand`).
    Text expand(String source, Context context) throws ExpansionException;

    /// A session in which strings are tried, with the macros of the configuration.
    default ExpressionTrial trial() {
        return (line, context) -> expand(line, context).value();
    }

    /// Compiles a string that is not part of the configuration.
    Compiler compiler();

    /// The value of a variable, without `$`.
    Optional<Text> variable(String name, Context context) throws ExpansionException;

    @Override
    void close();

    /// A block of the configuration and the instance that its driver made.
    ///
    /// @param settings its options, the generic ones included
    /// @param driver the name of the driver
    /// @param instance what the driver made; calls are guarded so that a fault of its plugin is a temporary
    /// failure
    /// @param <T> the kind
    record Block<T>(Settings settings, String driver, T instance) {
        /// The name of the block.
        public String name() {
            return settings.name();
        }
    }
}
