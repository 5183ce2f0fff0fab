package org.postern.language;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.api.Context;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.MatchList;
import org.postern.api.config.MatchList.Match;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.config.Settings;
import org.postern.api.mail.Recipient;
import org.postern.spi.AclCondition;
import org.postern.spi.AclModifier;
import org.postern.spi.ExpansionCondition;
import org.postern.spi.ExpansionItem;
import org.postern.spi.ExpansionOperator;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;
import org.postern.spi.Router;
import org.postern.spi.RouterDriver;
import org.postern.spi.Transport;
import org.postern.spi.TransportDriver;
import org.postern.spi.Variable;

/// Small contributions of the kinds that a configuration names.
final class Words {
    static final Option<Boolean> CREATE = Option.of("create_directory", OptionTypes.BOOLEAN, "true");
    static final Option<String> FILE = Option.required("file", OptionTypes.TEXT);
    static final Option<Optional<org.postern.api.config.Expression>> DATA =
            Option.optional("data", OptionTypes.EXPRESSION);

    private Words() {}

    /// `condition = STRING`, as Exim has it in ACLs.
    static AclCondition condition() {
        return condition("condition", Phase.ALL, (argument, compiler) -> {
            var truth = compiler.condition(argument);
            return context ->
                    AclCondition.Outcome.of(truth.expand(context).value().equals("true"));
        });
    }

    /// `local_parts = LIST`.
    static AclCondition localParts() {
        return condition("local_parts", Set.of(Phase.RCPT, Phase.VRFY), (argument, compiler) -> {
            MatchList<String> list = compiler.localPartList(argument);
            return context -> outcome(list.match(recipient(context).address().localPart(), context));
        });
    }

    /// `domains = LIST`.
    static AclCondition domains() {
        return condition("domains", Set.of(Phase.RCPT, Phase.VRFY), (argument, compiler) -> {
            MatchList<String> list = compiler.domainList(argument);
            return context -> outcome(list.match(recipient(context).address().domain(), context));
        });
    }

    private static Recipient recipient(Context context) {
        return context.recipient().orElseThrow();
    }

    private static AclCondition.Outcome outcome(Match match) {
        return switch (match) {
            case Match.Matched _ -> new AclCondition.Outcome.Match();
            case Match.NotMatched _ -> new AclCondition.Outcome.NoMatch("", "");
            case Match.Deferred(String reason) -> new AclCondition.Outcome.Defer("", reason);
        };
    }

    /// Compiles the argument of a condition.
    @FunctionalInterface
    interface Compile {
        AclCondition.Test compile(String argument, Compiler compiler) throws ConfigException;
    }

    static AclCondition condition(String name, Set<Phase> phases, Compile compile) {
        return condition(name, AclCondition.Form.CONDITION, phases, compile);
    }

    static AclCondition verification(String name, AclCondition.Outcome outcome) {
        return condition(name, AclCondition.Form.VERIFY, Phase.ALL, (_, _) -> _ -> outcome);
    }

    private static AclCondition condition(String name, AclCondition.Form form, Set<Phase> phases, Compile compile) {
        return new AclCondition() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public AclCondition.Form form() {
                return form;
            }

            @Override
            public Set<Phase> phases() {
                return phases;
            }

            @Override
            public Test compile(String argument, Compiler compiler) throws ConfigException {
                return compile.compile(argument, compiler);
            }
        };
    }

    static AclModifier modifier(String name, AclModifier.Form form, AclModifier.Action action) {
        return new AclModifier() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public AclModifier.Form form() {
                return form;
            }

            @Override
            public Action compile(String argument, Compiler compiler) {
                return action;
            }
        };
    }

    /// A variable with one value for ever.
    static Variable variable(String name, Text value) {
        return Variable.of(name, _ -> Optional.of(value));
    }

    /// An operator that makes other text of its subject.
    static ExpansionOperator operator(String name) {
        return new ExpansionOperator() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Text apply(Text subject, List<String> arguments, Context context) {
                return subject.with(name + arguments + "(" + subject.value() + ")");
            }
        };
    }

    /// An item with one argument and `{yes}{no}`: there is a value unless the argument is empty.
    static ExpansionItem item(String name) {
        return new ExpansionItem() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Text expand(org.postern.api.Arguments arguments, Context context)
                    throws org.postern.api.ExpansionException {
                Text first = arguments.expand(0);
                return arguments.choose(first.isEmpty() ? Optional.empty() : Optional.of(first));
            }
        };
    }

    /// `map{LIST}{STRING}`, separated by colons.
    static ExpansionItem map() {
        return new ExpansionItem() {
            @Override
            public String name() {
                return "map";
            }

            @Override
            public Text expand(org.postern.api.Arguments arguments, Context context)
                    throws org.postern.api.ExpansionException {
                StringBuilder all = new StringBuilder();
                for (String item :
                        org.postern.api.config.Lists.split(arguments.expand(0).value())) {
                    all.append(all.isEmpty() ? "" : ":")
                            .append(arguments
                                    .expandWith(1, Text.trusted(item), Optional.empty())
                                    .value());
                }
                return Text.trusted(all.toString());
            }
        };
    }

    /// `forany{LIST}{CONDITION}`.
    static ExpansionCondition forany() {
        return new ExpansionCondition() {
            @Override
            public String name() {
                return "forany";
            }

            @Override
            public boolean test(org.postern.api.Arguments arguments, Context context)
                    throws org.postern.api.ExpansionException {
                for (String item :
                        org.postern.api.config.Lists.split(arguments.expand(0).value())) {
                    if (arguments.testWith(1, Text.trusted(item))) {
                        return true;
                    }
                }
                return false;
            }
        };
    }

    /// A lookup in files that a test gives, by their names. A file that is not there cannot be opened.
    static LookupType lookup(String name, LookupType.Style style, Map<String, Map<String, String>> files) {
        return new LookupType() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Style style() {
                return style;
            }

            @Override
            public String quote(String value) {
                return style == Style.QUERY ? value.replace("'", "''") : value;
            }

            @Override
            public Lookup open(String source, List<String> options, Compiler compiler, Context context)
                    throws IOException {
                Map<String, String> file = Optional.ofNullable(files.get(source))
                        .orElseThrow(() -> new IOException("failed to open " + source));
                return new Lookup() {
                    @Override
                    public Optional<Found> find(Text key) {
                        return Optional.ofNullable(file.get(key.value())).map(value -> new Found(value, Duration.ZERO));
                    }

                    @Override
                    public void close() {}
                };
            }
        };
    }

    /// Makes an instance.
    ///
    /// @param <T> what is made
    @FunctionalInterface
    interface Create<T> {
        T create(Settings settings) throws ConfigException;
    }

    static RouterDriver router(String name, Create<Router> create, Option<?>... options) {
        return new RouterDriver() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<Option<?>> options() {
                return List.of(options);
            }

            @Override
            public Router create(Settings settings) throws ConfigException {
                return create.create(settings);
            }
        };
    }

    /// A kind of router that must have a transport, or none.
    static RouterDriver router(String name, RouterDriver.NeedOfTransport need) {
        return new RouterDriver() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public NeedOfTransport transport() {
                return need;
            }

            @Override
            public Router create(Settings settings) {
                return (_, _) -> new Router.Result.Decline();
            }
        };
    }

    static TransportDriver transport(String name, Create<Transport> create, Option<?>... options) {
        return new TransportDriver() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<Option<?>> options() {
                return List.of(options);
            }

            @Override
            public Transport create(Settings settings) throws ConfigException {
                return create.create(settings);
            }
        };
    }

    /// A plugin with what most tests need.
    static FakePlugin standard() {
        return new FakePlugin("standard")
                .with(
                        condition(),
                        localParts(),
                        domains(),
                        variable("primary_hostname", Text.trusted("mta.example")),
                        variable("tainted", Text.tainted("from outside")),
                        Variable.of(
                                "local_part",
                                context -> context.recipient()
                                        .map(recipient ->
                                                Text.tainted(recipient.address().localPart()))),
                        Variable.of(
                                "domain",
                                context -> context.recipient()
                                        .map(recipient ->
                                                Text.tainted(recipient.address().domain()))),
                        operator("uc"),
                        operator("length"),
                        item("env"),
                        map(),
                        forany());
    }
}
