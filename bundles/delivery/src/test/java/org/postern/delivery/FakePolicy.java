package org.postern.delivery;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Lists;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;
import org.postern.api.mail.Address;
import org.postern.core.AclVerdict;
import org.postern.core.ConfigSource;
import org.postern.core.Policy;
import org.postern.core.Problem;
import org.postern.core.RetryRule;
import org.postern.spi.Contribution;
import org.postern.spi.Router;
import org.postern.spi.Transport;

/// A configuration put together by a test. Options are parsed from text as the configuration would write
/// it; strings know only the variables `$domain`, `$local_part`, `$return_path` and what [#variable] sets,
/// `{fail}` as a forced failure, and `{defer}` for an answer that cannot be known now. Lists are plain
/// words, `*` matches all.
final class FakePolicy implements Policy {
    private final Map<String, String> main = new HashMap<>();
    private final List<Block<Router>> routers = new ArrayList<>();
    private final Map<String, Block<Transport>> transports = new LinkedHashMap<>();
    private final List<RetryRule> rules = new ArrayList<>();
    private final List<Contribution> contributions = new ArrayList<>();
    private final Map<String, String> variables =
            new HashMap<>(Map.of("primary_hostname", "mx.here.example", "qualify_domain", "here.example"));

    FakePolicy main(String option, String value) {
        main.put(option, value);
        return this;
    }

    FakePolicy variable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    /// A router with options given as `name=value`.
    FakePolicy router(String name, Router driver, String... options) {
        routers.add(new Block<>(new FakeSettings(name, options), "fake", driver));
        return this;
    }

    FakePolicy transport(String name, Transport driver, String... options) {
        transports.put(name, new Block<>(new FakeSettings(name, options), "fake", driver));
        return this;
    }

    FakePolicy retry(RetryRule rule) {
        rules.add(rule);
        return this;
    }

    FakePolicy contribute(Contribution contribution) {
        contributions.add(contribution);
        return this;
    }

    static MatchList<Address> everybody() {
        return new WordList<>("*", _ -> true);
    }

    @Override
    public ConfigSource source() {
        return ConfigSource.of("test", "", Map.of());
    }

    @Override
    public List<Problem> warnings() {
        return List.of();
    }

    @Override
    public <T> T setting(Option<T> option) {
        return value(option, main);
    }

    @Override
    public boolean hasAcl(Phase phase) {
        return false;
    }

    @Override
    public AclVerdict acl(Phase phase, Context context) {
        return new AclVerdict.Accept();
    }

    @Override
    public List<Block<Router>> routers() {
        return routers;
    }

    @Override
    public Optional<Block<Transport>> transport(String name) {
        return Optional.ofNullable(transports.get(name));
    }

    @Override
    public List<RetryRule> retryRules() {
        return rules;
    }

    @Override
    public <C extends Contribution> List<C> contributions(Class<C> kind) {
        return contributions.stream()
                .filter(kind::isInstance)
                .<C>map(kind::cast)
                .toList();
    }

    @Override
    public Text expand(String source, Context context) throws ExpansionException {
        return new FakeExpression(source).expand(context);
    }

    @Override
    public Compiler compiler() {
        return new FakeCompiler();
    }

    @Override
    public Optional<Text> variable(String name, Context context) {
        return Optional.ofNullable(variables.get(name)).map(Text::trusted);
    }

    @Override
    public void close() {}

    private static <T> T value(Option<T> option, Map<String, String> texts) {
        Optional<String> text = Optional.ofNullable(texts.get(option.name())).or(option::defaultText);
        try {
            return text.isPresent()
                    ? option.type().parse(text.get(), new FakeCompiler())
                    : option.unset().orElseThrow();
        } catch (ConfigException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }

    private static final class FakeSettings implements Settings {
        private final String name;
        private final Map<String, String> texts = new HashMap<>();

        FakeSettings(String name, String... options) {
            this.name = name;
            for (String option : options) {
                int equals = option.indexOf('=');
                texts.put(option.substring(0, equals), option.substring(equals + 1));
            }
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public <T> T get(Option<T> option) {
            return value(option, texts);
        }

        @Override
        public boolean isSet(Option<?> option) {
            return texts.containsKey(option.name());
        }

        @Override
        public ConfigException invalid(Option<?> option, String message) {
            return new ConfigException(option + ": " + message);
        }
    }

    private record FakeExpression(String source) implements Expression {
        @Override
        public Text expand(Context context) throws ExpansionException {
            if (source.equals("{fail}")) {
                throw new ExpansionException(ExpansionException.Kind.FORCED, "forced failure");
            }
            if (source.equals("{defer}")) {
                throw ExpansionException.defer("lookup gave no answer");
            }
            String text = source;
            for (String fact : List.of("local_part", "local_part_prefix", "address_data", "return_path")) {
                Optional<Text> value = context.recipient().flatMap(recipient -> recipient.fact(fact));
                text = text.replace("${" + fact + "}", value.map(Text::value).orElse(""));
            }
            String domain = context.recipient()
                    .map(recipient -> recipient.address().domain())
                    .orElse("");
            return Text.trusted(text.replace("${domain}", domain));
        }

        @Override
        public boolean isConstant() {
            return !source.contains("$");
        }
    }

    private record WordList<T>(String source, Predicate<T> test) implements MatchList<T> {
        @Override
        public Match match(T subject, Context context) {
            if (source.equals("{defer}")) {
                return new Match.Deferred("lookup gave no answer");
            }
            return test.test(subject)
                    ? new Match.Matched(Text.trusted(String.valueOf(subject)))
                    : new Match.NotMatched();
        }

        @Override
        public boolean isEmpty() {
            return source.isEmpty();
        }
    }

    private static final class FakeCompiler implements Compiler {
        @Override
        public Expression expression(String source) {
            return new FakeExpression(source);
        }

        @Override
        public Expression condition(String source) {
            return new FakeExpression(source);
        }

        @Override
        public MatchList<Text> stringList(String source) {
            return new WordList<>(source, text -> contains(source, text.value()));
        }

        @Override
        public MatchList<String> domainList(String source) {
            return new WordList<>(source, domain -> contains(source, domain));
        }

        @Override
        public MatchList<InetAddress> hostList(String source) {
            return new WordList<>(source, address -> contains(source, address.getHostAddress()));
        }

        @Override
        public MatchList<String> localPartList(String source) {
            return new WordList<>(source, local -> contains(source, local));
        }

        @Override
        public MatchList<String> casefulLocalPartList(String source) {
            return localPartList(source);
        }

        @Override
        public MatchList<Address> addressList(String source) {
            return new WordList<>(source, address -> contains(source, address.toString()));
        }

        private static boolean contains(String source, String word) {
            return source.equals("*") || Lists.split(source).contains(word);
        }
    }
}
