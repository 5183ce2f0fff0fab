package org.postern.transports;

import java.util.ArrayList;
import java.util.List;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.CommandWord;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.OptionType;

/// A command of the configuration: split into words first, then each word is expanded, so that no expansion
/// can change their number (Exim's manual, 29.3).
///
/// @param whole the command as one text, for a shell
/// @param words its words
record CommandLine(Expression whole, List<Expression> words) {
    static final OptionType<CommandLine> TYPE = OptionType.of("a command", CommandLine::parse);

    /// A word for which each recipient of the delivery stands, as a word of its own.
    private static final List<String> ADDRESSES = List.of("$pipe_addresses", "${pipe_addresses}");
    /// A word for which the words of a pipe stand that a router found.
    private static final List<String> PIPE = List.of("$address_pipe", "${address_pipe}");

    private static CommandLine parse(String text, Compiler compiler) throws ConfigException {
        List<Expression> words = new ArrayList<>();
        for (String word : CommandWord.texts(text)) {
            words.add(compiler.expression(isSpecial(word) ? "" : word));
        }
        return new CommandLine(compiler.expression(text), markSpecial(CommandWord.texts(text), words));
    }

    private static boolean isSpecial(String word) {
        return ADDRESSES.contains(word) || PIPE.contains(word);
    }

    private static List<Expression> markSpecial(List<String> texts, List<Expression> words) {
        List<Expression> marked = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            marked.add(isSpecial(texts.get(i)) ? new Special(texts.get(i)) : words.get(i));
        }
        return List.copyOf(marked);
    }

    /// Whether the command is another for each recipient.
    boolean isPersonal() {
        return words.stream()
                .filter(word -> !(word instanceof Special))
                .map(Expression::source)
                .anyMatch(source -> source.contains("local_part") || source.contains("domain"));
    }

    /// The words, expanded.
    ///
    /// @param addresses what stands for `$pipe_addresses`
    /// @param pipe what stands for `$address_pipe`, as one word if it is empty
    List<Text> expand(Context context, List<Text> addresses, List<Text> pipe) throws ExpansionException {
        List<Text> expanded = new ArrayList<>();
        for (Expression word : words) {
            if (!(word instanceof Special(var name))) {
                expanded.add(word.expand(context));
            } else {
                expanded.addAll(ADDRESSES.contains(name) ? addresses : pipe);
            }
        }
        return expanded;
    }

    /// A word that stands for others.
    ///
    /// @param source as written
    private record Special(String source) implements Expression {
        @Override
        public Text expand(Context context) throws ExpansionException {
            throw ExpansionException.error(source + " stands for words of its own");
        }

        @Override
        public boolean isConstant() {
            return false;
        }
    }
}
