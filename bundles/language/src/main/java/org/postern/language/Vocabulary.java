package org.postern.language;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.postern.core.FeatureDirectory;
import org.postern.core.Installed;
import org.postern.core.Offer;
import org.postern.spi.AclCondition;
import org.postern.spi.AclModifier;
import org.postern.spi.AuthenticatorDriver;
import org.postern.spi.Contribution;
import org.postern.spi.ExpansionCondition;
import org.postern.spi.ExpansionFunction;
import org.postern.spi.ExpansionItem;
import org.postern.spi.ExpansionOperator;
import org.postern.spi.LookupType;
import org.postern.spi.RouterDriver;
import org.postern.spi.RouterExtension;
import org.postern.spi.TransportDriver;
import org.postern.spi.Variable;

/// Every word that the plugins of one snapshot offer, those that departed plugins offered, and Exim's.
final class Vocabulary {
    private final Map<String, Map<String, Provided<?>>> words = new HashMap<>();
    private final Map<Class<?>, List<Contribution>> byClass = new HashMap<>();
    private final Set<Offer> departed;
    private final Set<Offer> missing = new HashSet<>();
    private final List<FeatureDirectory> features;
    private final EximNames exim;

    Vocabulary(List<Installed> plugins, Set<Offer> departed, List<FeatureDirectory> features, EximNames exim) {
        this.departed = departed;
        this.features = features;
        this.exim = exim;
        for (Installed plugin : plugins) {
            Guard guard = new Guard(plugin);
            for (Contribution contribution : plugin.contributions()) {
                kind(contribution)
                        .ifPresent(kind -> words.computeIfAbsent(kind.word(), _ -> new HashMap<>())
                                .merge(contribution.name(), new Provided<>(contribution, guard), Vocabulary::chosen));
            }
        }
        plugins.stream()
                .flatMap(plugin -> plugin.contributions().stream())
                .sorted(Comparator.comparing(Contribution::name))
                .forEach(this::addToClasses);
    }

    /// A kind of word, as messages and [Offer] name it.
    ///
    /// @param word the name of the kind
    /// @param type the contributions
    record Kind<C extends Contribution>(String word, Class<C> type) {
        static final Kind<AclCondition> CONDITION = new Kind<>("ACL condition", AclCondition.class);
        static final Kind<AclCondition> VERIFICATION = new Kind<>("ACL verification", AclCondition.class);
        static final Kind<AclModifier> MODIFIER = new Kind<>("ACL modifier", AclModifier.class);
        static final Kind<AclModifier> CONTROL = new Kind<>("ACL control", AclModifier.class);
        static final Kind<RouterDriver> ROUTER = new Kind<>("router driver", RouterDriver.class);
        static final Kind<RouterExtension> ROUTER_EXTENSION = new Kind<>("router extension", RouterExtension.class);
        static final Kind<TransportDriver> TRANSPORT = new Kind<>("transport driver", TransportDriver.class);
        static final Kind<AuthenticatorDriver> AUTHENTICATOR =
                new Kind<>("authenticator driver", AuthenticatorDriver.class);
        static final Kind<ExpansionCondition> TEST = new Kind<>("expansion condition", ExpansionCondition.class);
        static final Kind<ExpansionItem> ITEM = new Kind<>("expansion item", ExpansionItem.class);
        static final Kind<ExpansionOperator> OPERATOR = new Kind<>("expansion operator", ExpansionOperator.class);
        static final Kind<ExpansionFunction> FUNCTION = new Kind<>("expansion function", ExpansionFunction.class);
        static final Kind<LookupType> LOOKUP = new Kind<>("lookup type", LookupType.class);
        static final Kind<Variable> VARIABLE = new Kind<>("variable", Variable.class);
    }

    private static Optional<Kind<?>> kind(Contribution contribution) {
        return switch (contribution) {
            case AclCondition condition ->
                Optional.of(condition.form() == AclCondition.Form.VERIFY ? Kind.VERIFICATION : Kind.CONDITION);
            case AclModifier modifier ->
                Optional.of(modifier.form() == AclModifier.Form.CONTROL ? Kind.CONTROL : Kind.MODIFIER);
            case RouterDriver _ -> Optional.of(Kind.ROUTER);
            case RouterExtension _ -> Optional.of(Kind.ROUTER_EXTENSION);
            case TransportDriver _ -> Optional.of(Kind.TRANSPORT);
            case AuthenticatorDriver _ -> Optional.of(Kind.AUTHENTICATOR);
            case ExpansionCondition _ -> Optional.of(Kind.TEST);
            case ExpansionItem _ -> Optional.of(Kind.ITEM);
            case ExpansionFunction _ -> Optional.of(Kind.FUNCTION);
            case ExpansionOperator _ -> Optional.of(Kind.OPERATOR);
            case LookupType _ -> Optional.of(Kind.LOOKUP);
            case Variable _ -> Optional.of(Kind.VARIABLE);
            default -> Optional.empty();
        };
    }

    /// The first of two of one name, unless it only stands in for the other.
    private static Provided<?> chosen(Provided<?> first, Provided<?> second) {
        boolean standsIn = first.contribution() instanceof Contribution contribution && contribution.isStandIn();
        return standsIn ? second : first;
    }

    private void addToClasses(Contribution contribution) {
        Set<Class<?>> types = new HashSet<>();
        addTypes(contribution.getClass(), types);
        types.forEach(
                type -> byClass.computeIfAbsent(type, _ -> new ArrayList<>()).add(contribution));
    }

    private static void addTypes(Class<?> type, Set<Class<?>> types) {
        if (Contribution.class.isAssignableFrom(type) && types.add(type)) {
            for (Class<?> parent : type.getInterfaces()) {
                addTypes(parent, types);
            }
            Optional.<Class<?>>ofNullable(type.getSuperclass()).ifPresent(parent -> addTypes(parent, types));
        }
    }

    /// The contribution of a kind with a name.
    @SuppressWarnings("unchecked") // the constructor puts only the kind's own type under its word
    <C extends Contribution> Optional<Provided<C>> find(Kind<C> kind, String name) {
        return Optional.ofNullable(
                (Provided<C>) words.getOrDefault(kind.word(), Map.of()).get(name));
    }

    /// The names of a kind.
    Set<String> names(Kind<?> kind) {
        return words.getOrDefault(kind.word(), Map.of()).keySet();
    }

    /// All contributions of a type, in the order of their names.
    @SuppressWarnings("unchecked") // only instances of the type are put under it
    <C extends Contribution> List<C> contributions(Class<C> type) {
        return (List<C>) Collections.unmodifiableList(byClass.getOrDefault(type, List.of()));
    }

    /// Whether a departed plugin had the word. It is noted as missing.
    boolean isDeparted(String kind, String name) {
        Offer offer = new Offer(kind, name);
        boolean gone = departed.contains(offer);
        if (gone) {
            synchronized (missing) {
                missing.add(offer);
            }
        }
        return gone;
    }

    /// The departed words that were asked for.
    Set<Offer> missing() {
        synchronized (missing) {
            return Set.copyOf(missing);
        }
    }

    /// Whether Exim has the word.
    boolean isExims(String kind, String name) {
        return exim.has(kind, name);
    }

    /// What can be done about a word that nobody offers: a feature to install, nothing if it is Exim's, or a
    /// word that it may be meant to be.
    String remedy(String kind, String name, Collection<String> known) {
        return feature(kind, name)
                .orElseGet(() -> isExims(kind, name)
                        ? "; it is Exim's, not supported in this version"
                        : Nearest.hint(name, known));
    }

    /// The feature to install for a word.
    Optional<String> feature(String kind, String name) {
        return featureName(kind, name)
                .map(feature -> "; feature " + feature + " has it: postern feature install " + feature);
    }

    /// The name of the feature that has a word.
    Optional<String> featureName(String kind, String name) {
        return features.stream()
                .flatMap(directory -> directory.featureWith(new Offer(kind, name)).stream())
                .findFirst();
    }

    /// The words of a kind that the plugins offer, and others.
    Set<String> with(Kind<?> kind, Collection<String> others) {
        Set<String> all = new TreeSet<>(names(kind));
        all.addAll(others);
        return all;
    }
}
