package org.postern.api.config;

import java.net.InetAddress;
import org.osgi.annotation.versioning.ProviderType;
import org.postern.api.Text;
import org.postern.api.mail.Address;

/// Compiles the strings of a configuration while it is read. Not for use afterwards; used by one thread.
@ProviderType
public interface Compiler {
    /// A string with `$` items.
    Expression expression(String source) throws ConfigException;

    /// The `yes` or `no` of an expanded string: empty, `0`, `no` and `false` are no.
    Expression condition(String source) throws ConfigException;

    /// A list of strings, each of them matched as a whole or, with `^`, as a regular expression.
    MatchList<Text> stringList(String source) throws ConfigException;

    /// A list of domains.
    MatchList<String> domainList(String source) throws ConfigException;

    /// A list of hosts; the names of the client in the context are looked up when a pattern needs them.
    MatchList<InetAddress> hostList(String source) throws ConfigException;

    /// A list of local parts.
    MatchList<String> localPartList(String source) throws ConfigException;

    /// A list of local parts whose case counts.
    default MatchList<String> casefulLocalPartList(String source) throws ConfigException {
        throw new ConfigException("no list of local parts can be compiled here: " + source);
    }

    /// A list of addresses; the null sender is [Address#NULL].
    MatchList<Address> addressList(String source) throws ConfigException;

    /// A regular expression of PCRE.
    default Regex regex(String pattern, boolean caseless) throws ConfigException {
        throw new ConfigException("no regular expression can be compiled here: " + pattern);
    }

    /// Warns of what can be compiled but is not as the administrator may think: the core adds file and line.
    default void warn(String what) {}
}
