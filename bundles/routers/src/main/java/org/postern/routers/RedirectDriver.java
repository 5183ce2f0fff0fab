package org.postern.routers;

import java.util.List;
import java.util.Optional;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.config.Settings;
import org.postern.api.system.Accounts;
import org.postern.spi.Router;
import org.postern.spi.RouterDriver;

/// The `redirect` router: aliases, forward files, mailing lists.
final class RedirectDriver implements RouterDriver {
    static final Option<Optional<Expression>> DATA = Option.optional("data", OptionTypes.EXPRESSION);
    static final Option<Optional<Expression>> FILE = Option.optional("file", OptionTypes.EXPRESSION);
    static final Option<Boolean> ALLOW_DEFER = no("allow_defer");
    static final Option<Boolean> ALLOW_FAIL = no("allow_fail");
    static final Option<Boolean> ALLOW_FILTER = no("allow_filter");
    static final Option<Boolean> ALLOW_FREEZE = no("allow_freeze");
    static final Option<Boolean> CHECK_ANCESTOR = no("check_ancestor");
    static final Option<Boolean> FORBID_BLACKHOLE = no("forbid_blackhole");
    static final Option<Boolean> FORBID_FILE = no("forbid_file");
    static final Option<Boolean> FORBID_FILTER_REPLY = no("forbid_filter_reply");
    static final Option<Boolean> FORBID_INCLUDE = no("forbid_include");
    static final Option<Boolean> FORBID_PIPE = no("forbid_pipe");
    static final Option<Boolean> FORBID_SMTP_CODE = no("forbid_smtp_code");
    static final Option<Boolean> IGNORE_EACCES = no("ignore_eacces");
    static final Option<Boolean> IGNORE_ENOTDIR = no("ignore_enotdir");
    static final Option<Optional<String>> INCLUDE_DIRECTORY = Option.optional("include_directory", OptionTypes.TEXT);
    static final Option<Integer> MODEMASK = Option.of("modemask", OptionTypes.OCTAL, "022");
    static final Option<List<String>> OWNERS = Option.of("owners", OptionTypes.TEXT_LIST, "");
    static final Option<List<String>> OWNGROUPS = Option.of("owngroups", OptionTypes.TEXT_LIST, "");
    static final Option<Boolean> REPEAT_USE = Option.of("repeat_use", OptionTypes.BOOLEAN, "true");
    static final Option<Optional<Boolean>> CHECK_OWNER = Option.optional("check_owner", OptionTypes.BOOLEAN);
    static final Option<Optional<Boolean>> CHECK_GROUP = Option.optional("check_group", OptionTypes.BOOLEAN);
    static final Option<Optional<Expression>> PIPE_TRANSPORT = Option.optional("pipe_transport", OptionTypes.TRANSPORT);
    static final Option<Optional<Expression>> FILE_TRANSPORT = Option.optional("file_transport", OptionTypes.TRANSPORT);
    static final Option<Optional<Expression>> DIRECTORY_TRANSPORT =
            Option.optional("directory_transport", OptionTypes.TRANSPORT);
    static final Option<Optional<Expression>> REPLY_TRANSPORT =
            Option.optional("reply_transport", OptionTypes.TRANSPORT);
    static final Option<Optional<Expression>> QUALIFY_DOMAIN =
            Option.optional("qualify_domain", OptionTypes.EXPRESSION);
    static final Option<Boolean> QUALIFY_PRESERVE_DOMAIN = no("qualify_preserve_domain");
    static final Option<Boolean> SKIP_SYNTAX_ERRORS = no("skip_syntax_errors");
    static final Option<Optional<String>> SYNTAX_ERRORS_TO = Option.optional("syntax_errors_to", OptionTypes.TEXT);
    static final Option<Optional<Expression>> SYNTAX_ERRORS_TEXT =
            Option.optional("syntax_errors_text", OptionTypes.EXPRESSION);
    static final Option<Boolean> REWRITE = Option.of("rewrite", OptionTypes.BOOLEAN, "true");
    static final Option<Boolean> HIDE_CHILD_IN_ERRMSG = no("hide_child_in_errmsg");

    private final Accounts accounts;

    RedirectDriver(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public String name() {
        return "redirect";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(
                DATA,
                FILE,
                ALLOW_DEFER,
                ALLOW_FAIL,
                ALLOW_FILTER,
                ALLOW_FREEZE,
                CHECK_ANCESTOR,
                FORBID_BLACKHOLE,
                FORBID_FILE,
                FORBID_FILTER_REPLY,
                FORBID_INCLUDE,
                FORBID_PIPE,
                FORBID_SMTP_CODE,
                IGNORE_EACCES,
                IGNORE_ENOTDIR,
                INCLUDE_DIRECTORY,
                MODEMASK,
                OWNERS,
                OWNGROUPS,
                REPEAT_USE,
                CHECK_OWNER,
                CHECK_GROUP,
                PIPE_TRANSPORT,
                FILE_TRANSPORT,
                DIRECTORY_TRANSPORT,
                REPLY_TRANSPORT,
                QUALIFY_DOMAIN,
                QUALIFY_PRESERVE_DOMAIN,
                SKIP_SYNTAX_ERRORS,
                SYNTAX_ERRORS_TO,
                SYNTAX_ERRORS_TEXT,
                REWRITE,
                HIDE_CHILD_IN_ERRMSG);
    }

    @Override
    public NeedOfTransport transport() {
        return NeedOfTransport.FORBIDDEN;
    }

    @Override
    public Router create(Settings settings) throws ConfigException {
        if (settings.get(DATA).isPresent() == settings.get(FILE).isPresent()) {
            throw settings.invalid(DATA, "data or file (but not both) must be set");
        }
        return new RedirectRouter(settings, accounts);
    }

    private static Option<Boolean> no(String name) {
        return Option.of(name, OptionTypes.BOOLEAN, "false");
    }
}
