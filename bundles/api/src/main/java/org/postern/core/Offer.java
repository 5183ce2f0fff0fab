package org.postern.core;

import java.util.ArrayList;
import java.util.List;
import org.postern.spi.AclCondition;
import org.postern.spi.AclModifier;
import org.postern.spi.AuthenticatorDriver;
import org.postern.spi.Contribution;
import org.postern.spi.ExpansionCondition;
import org.postern.spi.ExpansionItem;
import org.postern.spi.ExpansionOperator;
import org.postern.spi.LookupType;
import org.postern.spi.OptionSet;
import org.postern.spi.RouterDriver;
import org.postern.spi.TransportDriver;
import org.postern.spi.Variable;

/// A word that a plugin adds to the language: what is left to know of it when it is not installed.
///
/// @param kind what it is, in the words of a message: `ACL condition`, `main option`, ...
/// @param name the word
public record Offer(String kind, String name) {
    /// All words of a plugin. Contributions that a configuration cannot name have none.
    public static List<Offer> of(List<OptionSet> options, List<Contribution> contributions) {
        List<Offer> offers = new ArrayList<>();
        for (OptionSet set : options) {
            String place = set.place().name().toLowerCase(java.util.Locale.ROOT) + " option";
            set.options().forEach(option -> {
                offers.add(new Offer(place, option.name()));
                option.synonyms().forEach(older -> offers.add(new Offer(place, older)));
            });
        }
        for (Contribution contribution : contributions) {
            String kind = kind(contribution);
            if (!kind.isEmpty()) {
                offers.add(new Offer(kind, contribution.name()));
            }
        }
        return List.copyOf(offers);
    }

    private static String kind(Contribution contribution) {
        return switch (contribution) {
            case AclCondition condition ->
                condition.form() == AclCondition.Form.VERIFY ? "ACL verification" : "ACL condition";
            case AclModifier modifier -> modifier.form() == AclModifier.Form.CONTROL ? "ACL control" : "ACL modifier";
            case RouterDriver _ -> "router driver";
            case TransportDriver _ -> "transport driver";
            case AuthenticatorDriver _ -> "authenticator driver";
            case ExpansionCondition _ -> "expansion condition";
            case ExpansionItem _ -> "expansion item";
            case ExpansionOperator _ -> "expansion operator";
            case LookupType _ -> "lookup type";
            case Variable _ -> "variable";
            default -> "";
        };
    }
}
