package org.postern.kernel;

import java.util.Set;
import org.postern.api.MailLog;
import org.postern.core.LogSelector;
import org.postern.core.MailContext;

/// Counts what a client does wrong, and commands that bring no mail, and says when it is too much. Confined
/// to the session's thread.
final class CommandCounter {
    /// Commands that belong to mail at any time.
    private static final Set<String> MAIL = Set.of("MAIL", "RCPT", "DATA", "BDAT", "QUIT");
    /// Commands of which one belongs to mail, and that belong to it again after MAIL.
    private static final Set<String> ONCE = Set.of("RSET", "HELO", "EHLO", "AUTH", "STARTTLS");

    private static final String HIDDEN = "***";

    private final Client client;
    private final MailLog log;
    private final CommandHistory history = new CommandHistory();
    private final Set<String> used = new java.util.HashSet<>();
    private String line = "";
    private boolean afterAuth;
    private long errors;
    private long unknown;
    private long nonmail;

    CommandCounter(Client client, MailLog log) {
        this.client = client;
        this.log = log;
    }

    /// A command line has come. What no command is may be part of an authentication that the client
    /// believes to go on: after AUTH it is not shown.
    void line(String text) {
        line = afterAuth ? HIDDEN : text;
    }

    /// It is a command. What AUTH brings with it is not shown.
    void command(String verb, String text) {
        afterAuth = verb.equals("AUTH");
        String[] words = text.split("\\s+", 3);
        line = afterAuth && words.length == 3 ? words[0] + " " + words[1] + " " + HIDDEN : text;
    }

    /// It is carried out.
    void known(String verb) {
        history.add(verb);
    }

    /// Whether what the client sends may be part of an authentication.
    boolean isAfterAuth() {
        return afterAuth;
    }

    /// A message begins: commands that belong to it once may come once more.
    void messageBegins() {
        used.clear();
    }

    /// Whether a known command is one too many of those that bring no mail.
    boolean isOneTooMany(String verb, MailContext context, boolean counted) {
        if (MAIL.contains(verb) || (ONCE.contains(verb) && used.add(verb)) || !counted) {
            return false;
        }
        return ++nonmail > context.setting(KernelOptions.SMTP_ACCEPT_MAX_NONMAIL);
    }

    /// Whether this unknown command is one too many.
    boolean isOneTooManyUnknown(MailContext context) {
        return unknown++ >= context.setting(KernelOptions.SMTP_MAX_UNKNOWN_COMMANDS);
    }

    /// Notes an error; true if it is one too many.
    boolean isOneTooManyError(MailContext context, boolean syntax, String reason) {
        if (context.setting(LogSelector.OPTION).has(syntax ? "smtp_syntax_error" : "smtp_protocol_error")) {
            log.main("SMTP " + (syntax ? "syntax" : "protocol") + " error in \"" + Printable.of(line) + "\" "
                    + client.logText() + " " + reason);
        }
        return isOneTooManyError(context);
    }

    /// The same of an error that has been logged.
    boolean isOneTooManyError(MailContext context) {
        if (++errors <= context.setting(KernelOptions.SMTP_MAX_SYNPROT_ERRORS)) {
            return false;
        }
        String text = "SMTP call from " + client.logName()
                + " dropped: too many syntax or protocol errors (last command was \"" + Printable.of(line) + "\", "
                + history.logText() + ")";
        log.main(text);
        log.reject(text);
        return true;
    }

    /// The line of the last command, as the log has it.
    String lastLine() {
        return Printable.of(line);
    }

    /// Its first word.
    String lastWord() {
        return lastLine().split("\\s", 2)[0];
    }

    /// What the client has said, for the log.
    String history() {
        return history.logText();
    }
}
