package org.postern.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Arguments;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;

/// The arguments of an item or condition that a plugin offers, while it is expanded. Confined to its thread.
final class ItemArguments implements Arguments {
    private final String name;
    private final List<Group> groups;
    private final boolean fail;
    private final Context context;
    private int used;

    ItemArguments(String name, List<Group> groups, boolean fail, Context context) {
        this.name = name;
        this.groups = groups;
        this.fail = fail;
        this.context = context;
    }

    @Override
    public int size() {
        return groups.size();
    }

    @Override
    public Text expand(int index) throws ExpansionException {
        return group(index).node().expand(context);
    }

    @Override
    public String raw(int index) {
        used = Math.max(used, index + 1);
        return index < groups.size() ? groups.get(index).raw() : "";
    }

    @Override
    public boolean test(int index) throws ExpansionException {
        Optional<Condition> condition = group(index).condition();
        if (condition.isEmpty()) {
            throw ExpansionException.error("argument " + (index + 1) + " of \"" + name + "\" is not a condition");
        }
        return condition.get().test(context);
    }

    private Group group(int index) throws ExpansionException {
        if (index >= groups.size()) {
            throw ExpansionException.error("Not enough arguments for '" + name + "' (min is " + (index + 1) + ")");
        }
        used = Math.max(used, index + 1);
        return groups.get(index);
    }

    @Override
    public Text choose(Optional<Text> value) throws ExpansionException {
        return branches().choose(value, context);
    }

    @Override
    public Text chooseFailure(Text value) throws ExpansionException {
        Branches branches = branches();
        Scope scope = Scope.of(context);
        Text before = scope.value;
        scope.value = value;
        try {
            return branches.choose(Optional.empty(), context);
        } finally {
            scope.value = before;
        }
    }

    private Branches branches() throws ExpansionException {
        if (groups.size() > used + 2) {
            throw ExpansionException.error("missing '}' closing " + name);
        }
        return new Branches(name, node(used), node(used + 1), fail);
    }

    @Override
    public List<Text> expandWords(int index) throws ExpansionException {
        List<Text> words = new ArrayList<>();
        for (Node word : group(index).words()) {
            words.add(word.expand(context));
        }
        return List.copyOf(words);
    }

    private Optional<Node> node(int index) {
        return index < groups.size() ? Optional.of(groups.get(index).node()) : Optional.empty();
    }

    @Override
    public Text expandWith(int index, Text item, Optional<Text> value) throws ExpansionException {
        Scope scope = Scope.of(context);
        Text itemBefore = scope.item;
        Text valueBefore = scope.value;
        scope.item = item;
        scope.value = value.orElse(valueBefore);
        try {
            return expand(index);
        } finally {
            scope.item = itemBefore;
            scope.value = valueBefore;
        }
    }

    @Override
    public boolean testWith(int index, Text item) throws ExpansionException {
        Scope scope = Scope.of(context);
        Text before = scope.item;
        Text valueBefore = scope.value;
        scope.item = item;
        try {
            return test(index);
        } finally {
            scope.item = before;
            scope.value = valueBefore;
        }
    }
}
