package org.postern.language;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expansions;
import org.postern.api.mail.Recipient;
import org.postern.api.smtp.ErrorDetails;

/// Knows what `$NAME` stands for: the variables of the language itself, and those of plugins.
final class Variables {
    private static final Pattern ACL_VARIABLE = Pattern.compile("acl_([cm])(\\d+|_\\w+)");
    private static final Pattern ACL_ARGUMENT = Pattern.compile("acl_arg([1-9])");
    static final List<String> OWN =
            List.of("value", "item", "acl_narg", "acl_verify_message", "config_dir", "config_file");

    private final Vocabulary vocabulary;
    private final Charset charset;
    private final String file;

    /// @param charset what encoded words of header fields become
    /// @param file the main file of the configuration
    Variables(Vocabulary vocabulary, Charset charset, String file) {
        this.file = file;
        this.vocabulary = vocabulary;
        this.charset = charset;
    }

    /// Whether `name` is that of an ACL variable: `acl_c` or `acl_m`, and digits or a name after another `_`.
    static boolean isAclVariable(String name) {
        return ACL_VARIABLE.matcher(name).matches();
    }

    /// What a variable stands for; empty if there is none of this name.
    Optional<Node> find(String name) {
        Optional<Node> own = own(name);
        if (own.isPresent()) {
            return own;
        }
        Optional<Provided<org.postern.spi.Variable>> provided = vocabulary.find(Vocabulary.Kind.VARIABLE, name);
        if (provided.isPresent()) {
            return provided.map(PluginNode.OfVariable::new);
        }
        if (vocabulary.isDeparted(Vocabulary.Kind.VARIABLE.word(), name)) {
            return Optional.of(_ -> {
                throw ExpansionException.defer("$" + name + ": the plugin that has it is not there now");
            });
        }
        return Optional.empty();
    }

    private Optional<Node> own(String name) {
        if (Letters.isDigit(name.charAt(0))) {
            return captured(name);
        }
        if (isAclVariable(name)) {
            return Optional.of(
                    name.charAt(4) == 'c'
                            ? context -> AclVariables.CONNECTION.read(name, context)
                            : context -> AclVariables.MESSAGE.read(name, context));
        }
        if (name.startsWith("r_")) {
            return Optional.of(context -> fact(name, context));
        }
        if (ACL_ARGUMENT.matcher(name).matches()) {
            int index = name.charAt(7) - '1';
            return Optional.of(context -> aclArgument(index, context));
        }
        return switch (name) {
            case "value" ->
                Optional.of(context ->
                        Scope.known(context).map(scope -> scope.value).orElse(Text.EMPTY));
            case "item" ->
                Optional.of(
                        context -> Scope.known(context).map(scope -> scope.item).orElse(Text.EMPTY));
            case "config_file" -> Optional.of(Node.Constant.of(file));
            case "config_dir" -> Optional.of(Node.Constant.of(directory()));
            case "acl_narg" -> Optional.of(Variables::argumentCount);
            case "acl_verify_message" ->
                Optional.of(context -> Scope.known(context)
                        .map(scope -> scope.verifyMessage)
                        .filter(text -> !text.isEmpty())
                        .or(() -> context.get(ErrorDetails.VERIFY_MESSAGE))
                        .orElse(Text.EMPTY));
            default -> Optional.empty();
        };
    }

    private String directory() {
        return file.substring(0, Math.max(0, file.lastIndexOf('/')));
    }

    private static Optional<Node> captured(String digits) {
        if (digits.length() > 3) {
            return Optional.of(Node.Constant.EMPTY);
        }
        int index = Integer.parseInt(digits);
        return Optional.of(context -> Scope.known(context)
                .map(scope -> scope.captures)
                .filter(captures -> !captures.groups().isEmpty())
                .map(captures -> captures.get(index))
                .orElseGet(() -> given(index, context)));
    }

    private static Text given(int index, Context context) {
        List<Text> given = context.get(Expansions.NUMBERED).orElse(List.of());
        return index > 0 && index <= given.size() ? given.get(index - 1) : Text.EMPTY;
    }

    private static Text fact(String name, Context context) {
        Optional<Recipient> recipient = context.recipient();
        return recipient.flatMap(known -> known.fact(name)).orElse(Text.EMPTY);
    }

    private static Text aclArgument(int index, Context context) {
        return Scope.known(context)
                .filter(scope -> index < scope.aclArguments.size())
                .map(scope -> scope.aclArguments.get(index))
                .orElse(Text.EMPTY);
    }

    private static Text argumentCount(Context context) {
        int count = Scope.known(context).map(scope -> scope.aclArguments.size()).orElse(0);
        return Text.trusted(Integer.toString(count));
    }

    /// The header fields that `name` stands for, such as `h_subject`.
    Optional<HeaderNode> header(String name) {
        return HeaderNode.form(name).map(form -> new HeaderNode(form, name.substring(name.indexOf('_') + 1), charset));
    }

    /// All names, to find the nearest.
    Collection<String> names() {
        List<String> names = new ArrayList<>(OWN);
        names.addAll(vocabulary.names(Vocabulary.Kind.VARIABLE));
        return names;
    }
}
