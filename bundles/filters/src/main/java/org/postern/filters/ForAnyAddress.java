package org.postern.filters;

import org.postern.api.Text;
import org.postern.api.mail.MailboxParser;

/// `foranyaddress LIST (CONDITION)`: whether the condition holds for any of the addresses, which is
/// `$thisaddress` there.
///
/// @param addresses a list as in a header field
/// @param condition about one of them
record ForAnyAddress(FilterString addresses, EximCondition condition) implements EximCondition {
    @Override
    public boolean holds(EximRun run) throws FilterFault {
        Text list = addresses.expand(run.context(), "filter file");
        for (MailboxParser.Result result : MailboxParser.list(list.value())) {
            if (result instanceof MailboxParser.Result.Parsed parsed) {
                run.state().thisAddress(list.with(parsed.text()));
                if (condition.holds(run)) {
                    return true;
                }
            }
        }
        run.state().thisAddress(Text.EMPTY);
        return false;
    }
}
