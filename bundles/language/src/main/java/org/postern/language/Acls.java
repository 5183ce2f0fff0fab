package org.postern.language;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;

/// The ACLs of a configuration. Written while it is compiled, read afterwards.
final class Acls {

    private final Environment environment;
    private final Map<String, Acl> named = new LinkedHashMap<>();
    private final Map<String, Place> places = new LinkedHashMap<>();

    Acls(Environment environment) {
        this.environment = environment;
    }

    /// Takes the names first, since ACLs call each other.
    void announce(List<Raw.Acl> acls) {
        acls.forEach(acl -> places.putIfAbsent(acl.name(), acl.place()));
    }

    void define(Acl acl) {
        named.putIfAbsent(acl.name(), acl);
    }

    /// The names of all ACLs.
    Collection<String> names() {
        return places.keySet();
    }

    Optional<Acl> find(String name) {
        return Optional.ofNullable(named.get(name));
    }

    /// The ACL that an expanded string means: a name, a file, or statements (Exim's manual, 43.2).
    Acl resolve(Text text) throws ExpansionException {
        String word = text.value().strip();
        if (text.tainted()) {
            throw ExpansionException.error("attempt to use tainted string '" + word + "' for ACL text");
        }
        Optional<Acl> acl = find(word);
        if (acl.isPresent()) {
            return acl.get();
        }
        try {
            return word.startsWith("/")
                    ? compiled(word, AclSection.file(file(word), word))
                    : compiled("", AclSection.inline(word, Place.NOWHERE));
        } catch (ConfigException e) {
            throw Environment.atRunTime(e);
        }
    }

    private static String file(String name) throws ExpansionException {
        try {
            return TrustedFile.read(name);
        } catch (IOException e) {
            throw ExpansionException.error("failed to open ACL file \"" + name + "\": " + e.getMessage());
        }
    }

    private Acl compiled(String name, List<Raw.Statement> statements) throws ConfigException {
        return new AclCompiler(environment, environment.compilerNow()).compileNow(name, statements);
    }
}
