package org.postern.srs;

import java.util.Locale;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.mail.Address;

/// Keeps senders in a database of the administrator's, under keys that stand in the rewritten addresses.
///
/// @param insert puts `$srs_db_address` there under `$srs_db_key`; without it the address tells the sender
/// @param select finds the address of `$srs_db_key`; without it there are no keys
/// @param context in which they are expanded
record InDatabase(Optional<Expression> insert, Optional<Expression> select, Context context) implements SrsMemory {
    @Override
    public String keep(String localPart, String domain) throws ExpansionException {
        if (insert.isEmpty()) {
            return new InAddress().keep(localPart, domain);
        }
        String address = Address.asWritten(localPart, domain).toString();
        String key = DatabaseKey.of(address);
        context.put(SrsVariables.DB_ADDRESS, Text.tainted(address));
        expanded(insert.get(), "srs_dbinsert", key);
        return InAddress.ELSEWHERE + key;
    }

    /// Addresses from before there was a database tell the sender themselves.
    @Override
    public Optional<String> recall(String payload) throws ExpansionException {
        if (select.isEmpty() || !payload.startsWith(InAddress.ELSEWHERE)) {
            return new InAddress().recall(payload);
        }
        String key = payload.substring(InAddress.ELSEWHERE.length()).toUpperCase(Locale.ROOT);
        String found = expanded(select.get(), "srs_dbselect", key).strip();
        return found.isEmpty() ? Optional.empty() : Optional.of(found);
    }

    private String expanded(Expression option, String name, String key) throws ExpansionException {
        context.put(SrsVariables.DB_KEY, Text.tainted(key));
        try {
            return option.expand(context).value();
        } catch (ExpansionException e) {
            ExpansionException failure = ExpansionException.defer(name + ": " + e.getMessage());
            failure.initCause(e);
            throw failure;
        }
    }
}
