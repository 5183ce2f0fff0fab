package org.postern.dmarc;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.postern.api.AuthResult;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.mail.Message;
import org.postern.api.net.IpText;

/// The file of results that opendmarc-import reads (`dmarc_history_file`). Each message is one write to its
/// end, so that many may write at once.
final class HistoryFile implements Witness {
    /// ARC does not change the verdict; the seals are not listed.
    private static final String ARC_NOT_USED = "1 json:[]";

    @Override
    public String what() {
        return "dmarc_history_file";
    }

    @Override
    public void saw(DmarcResult result, Context context) throws IOException, ExpansionException {
        Optional<Expression> option = context.setting(DmarcOptions.DMARC_HISTORY_FILE);
        if (option.isEmpty() || !result.isDecided() || context.message().isEmpty()) {
            return;
        }
        Text file = option.get().expand(context);
        if (file.isEmpty()) {
            return;
        }
        if (file.tainted()) {
            throw ExpansionException.error("dmarc_history_file: the name is tainted");
        }
        String host = context.variable("primary_hostname").map(Text::value).orElse("localhost");
        String entry = entry(result, context.message().get(), host, context);
        append(Path.of(file.value()), entry);
    }

    private static void append(Path file, String entry) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ByteBuffer bytes = ByteBuffer.wrap(entry.getBytes(StandardCharsets.ISO_8859_1));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    private static String entry(DmarcResult result, Message message, String host, Context context) {
        DmarcRequest request = result.identifiers();
        PolicyRecord record = result.found().orElseThrow().record();
        StringBuilder entry = new StringBuilder();
        line(entry, "job", message.id());
        line(entry, "reporter", host);
        line(entry, "received", String.valueOf(context.now().getEpochSecond()));
        line(entry, "ipaddr", context.clientAddress().map(HistoryFile::address).orElse("127.0.0.1"));
        line(entry, "from", result.author());
        line(entry, "mfrom", envelopeDomain(message, request));
        line(
                entry,
                "spf",
                String.valueOf(code(request.spf().stream()
                        .findFirst()
                        .map(Identifier::result)
                        .orElse("none"))));
        request.dkim()
                .forEach(signature -> line(
                        entry,
                        "dkim",
                        signature.domain() + " " + word(signature.selector().orElse("")) + " "
                                + code(signature.result())));
        line(entry, "pdomain", result.usedDomain());
        line(entry, "policy", String.valueOf(policyCode(result.status())));
        places(entry, record.rua());
        line(entry, "pct", String.valueOf(record.pct()));
        line(entry, "adkim", String.valueOf((int) (record.strictDkim() ? 's' : 'r')));
        line(entry, "aspf", String.valueOf((int) (record.strictSpf() ? 's' : 'r')));
        line(entry, "p", String.valueOf((int) letter(record.p())));
        line(entry, "sp", String.valueOf((int) letter(record.sp())));
        line(entry, "arc", String.valueOf(code(arc(context))));
        line(entry, "arc_policy", ARC_NOT_USED);
        line(entry, "align_dkim", result.dkim() ? "4" : "5");
        line(entry, "align_spf", result.spf() ? "4" : "5");
        line(entry, "action", String.valueOf(actionCode(result.disposition())));
        return entry.toString();
    }

    private static String arc(Context context) {
        return context.get(AuthResult.RESULTS).orElse(List.of()).stream()
                .filter(result -> result.method().equals("arc"))
                .findFirst()
                .map(AuthResult::result)
                .orElse("unknown");
    }

    private static void line(StringBuilder entry, String key, String value) {
        entry.append(key).append(' ').append(value.replaceAll("[^ -~]", "?")).append('\n');
    }

    private static void places(StringBuilder entry, List<ReportUri> rua) {
        if (rua.isEmpty()) {
            line(entry, "rua", "-");
        }
        rua.forEach(
                uri -> line(entry, "rua", "mailto:" + uri.address().toString().replace(" ", "%20")));
    }

    private static String address(InetAddress address) {
        return IpText.of(address);
    }

    private static String envelopeDomain(Message message, DmarcRequest request) {
        return DomainNames.of(message.sender().domain())
                .or(() -> request.spf().stream().findFirst().map(Identifier::domain))
                .orElse("-");
    }

    /// One word: fields are separated by spaces.
    private static String word(String text) {
        String word = text.replaceAll("[^!-~]", "?");
        return word.isEmpty() ? "-" : word;
    }

    /// The numbers of OpenDMARC for results of SPF and DKIM.
    private static int code(String result) {
        return switch (result) {
            case "pass" -> 0;
            case "softfail" -> 2;
            case "neutral" -> 3;
            case "temperror" -> 4;
            case "permerror" -> 5;
            case "none" -> 6;
            case "fail" -> 7;
            case "policy" -> 8;
            default -> 11;
        };
    }

    private static int policyCode(DmarcResult.Status status) {
        return switch (status) {
            case ACCEPT -> 15;
            case REJECT -> 16;
            case QUARANTINE -> 17;
            case NONE -> 18;
            case NORECORD, NOFROM, TEMPERROR, OFF -> 14;
        };
    }

    private static char letter(Optional<Policy> policy) {
        return policy.map(known -> known.label().charAt(0)).orElse('\0');
    }

    private static int actionCode(Policy disposition) {
        return switch (disposition) {
            case NONE -> 2;
            case QUARANTINE -> 4;
            case REJECT -> 0;
        };
    }
}
