package org.postern.aclstandard;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.MailLog.Stream;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Lists;
import org.postern.spi.AclModifier;

/// `logwrite = TEXT`: writes a line to the main log, or to those named before the text, as in `:main,reject: TEXT`.
final class LogWrite implements AclModifier {
    @Override
    public String name() {
        return "logwrite";
    }

    @Override
    public Action compile(String argument, Compiler compiler) throws ConfigException {
        return Modifier.expanding(argument, compiler, LogWrite::write);
    }

    private static void write(Context context, Text argument) throws ExpansionException {
        String text = argument.value();
        List<Stream> streams = List.of(Stream.MAIN);
        int end = text.indexOf(':', 1);
        if (text.startsWith(":") && end > 0) {
            streams = streams(text.substring(1, end));
            text = text.substring(end + 1).stripLeading();
        }
        for (Stream stream : streams) {
            context.log().write(stream, "", text);
        }
    }

    private static List<Stream> streams(String names) throws ExpansionException {
        List<Stream> streams = new ArrayList<>();
        for (String name : Lists.split("<, " + names)) {
            streams.add(
                    switch (name.toLowerCase(Locale.ROOT)) {
                        case "main" -> Stream.MAIN;
                        case "reject" -> Stream.REJECT;
                        case "panic" -> Stream.PANIC;
                        default ->
                            throw ExpansionException.error("unknown log name in \"" + names + "\" in \"logwrite\" modifier");
                    });
        }
        return streams;
    }
}
