package org.postern.transports;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Lists;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;

/// The environment of the program of a pipe (Exim's manual, 29.4).
final class PipeEnvironment {
    private PipeEnvironment() {}

    static Map<String, String> of(Settings settings, Delivery delivery, String path)
            throws IOException, ExpansionException {
        Context context = delivery.context();
        Map<String, String> variables = new LinkedHashMap<>();
        String localPart = value(context, "local_part");
        variables.put("LOCAL_PART", localPart);
        variables.put("LOGNAME", localPart);
        variables.put("USER", localPart);
        variables.put("LOCAL_PART_PREFIX", value(context, "local_part_prefix"));
        variables.put("LOCAL_PART_SUFFIX", value(context, "local_part_suffix"));
        variables.put("DOMAIN", value(context, "domain"));
        variables.put("HOME", value(context, "home"));
        variables.put("MESSAGE_ID", delivery.message().id());
        variables.put("PATH", path);
        variables.put(
                "RECIPIENT",
                value(context, "local_part_prefix") + localPart + value(context, "local_part_suffix") + "@"
                        + value(context, "domain"));
        variables.put("QUALIFY_DOMAIN", value(context, "qualify_domain"));
        variables.put("SENDER", delivery.message().sender().toString());
        variables.put("SHELL", "/bin/sh");
        delivery.hosts().stream().findFirst().ifPresent(host -> variables.put("HOST", host.name()));
        Optional<Text> own = settings.get(PipeOptions.ENVIRONMENT).isPresent()
                ? Optional.of(settings.get(PipeOptions.ENVIRONMENT).get().expand(context))
                : Optional.empty();
        for (String setting : own.map(Text::value).map(Lists::split).orElse(java.util.List.of())) {
            int equals = setting.indexOf('=');
            if (equals > 0) {
                variables.put(setting.substring(0, equals), setting.substring(equals + 1));
            }
        }
        variables.values().removeIf(value -> value.indexOf('\0') >= 0);
        return variables;
    }

    private static String value(Context context, String name) throws ExpansionException {
        return context.variable(name).map(Text::value).orElse("");
    }
}
