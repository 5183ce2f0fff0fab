package org.postern.language;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Slot;
import org.postern.api.Text;
import org.postern.api.config.Expansions;

/// What expansion and ACLs keep while they work in one context. Confined to its thread.
final class Scope {
    /// How deep ACLs may call each other.
    static final int ACL_DEPTH = 20;
    /// How deep strings may be compiled by strings.
    static final int STRING_DEPTH = 20;

    /// How deep named lists may stand in each other.
    static final int LIST_DEPTH = 100;

    private static final Slot<Scope> SLOT = Slot.of(Slot.Lifetime.CONTEXT, "expansion");

    /// `$value`.
    Text value = Text.EMPTY;
    /// `$item`.
    Text item = Text.EMPTY;
    /// `$0`, `$1` and so on.
    Captures captures = Captures.NONE;
    /// `$acl_arg1` and so on.
    List<Text> aclArguments = List.of();
    /// `$acl_verify_message`.
    Text verifyMessage = Text.EMPTY;

    private int listDepth;
    private int aclDepth;
    private int stringDepth;

    static Scope of(Context context) {
        Optional<Scope> known = context.get(SLOT);
        if (known.isPresent()) {
            return known.get();
        }
        Scope scope = new Scope();
        context.put(SLOT, scope);
        return scope;
    }

    /// The scope, if there has been need for one.
    static Optional<Scope> known(Context context) {
        return context.get(SLOT);
    }

    /// Refuses an item or condition that may not be used in this context.
    static void permit(String name, Context context) throws ExpansionException {
        Optional<Map<String, String>> forbidden = context.get(Expansions.FORBIDDEN);
        if (forbidden.isPresent() && forbidden.get().containsKey(name)) {
            throw ExpansionException.error(forbidden.get().getOrDefault(name, name));
        }
    }

    /// Goes into an ACL that another one or a string calls. To be followed by [#leaveAcl].
    void enterAcl() throws ExpansionException {
        if (aclDepth >= ACL_DEPTH) {
            throw ExpansionException.error("ACL nested too deep: possible loop");
        }
        aclDepth++;
    }

    void leaveAcl() {
        aclDepth--;
    }

    /// Goes into a named list; false if it stands too deep in others. If true, to be followed by
    /// [#leaveList].
    boolean enterList() {
        if (listDepth >= LIST_DEPTH) {
            return false;
        }
        listDepth++;
        return true;
    }

    void leaveList() {
        listDepth--;
    }

    /// Goes into a string that is compiled at this moment. To be followed by [#leaveString].
    void enterString() throws ExpansionException {
        if (stringDepth >= STRING_DEPTH) {
            throw ExpansionException.error("string expansion nested too deep");
        }
        stringDepth++;
    }

    void leaveString() {
        stringDepth--;
    }
}
