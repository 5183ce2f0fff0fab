package org.postern.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/// The keys that validation starts from: DS and DNSKEY records as a zone has them. Of a file that is kept up
/// to date by RFC 5011 (unbound's `root.key`), keys count whose state is VALID or MISSING.
///
/// @param records the DS records, each in a line; those of DNSKEY records too
/// @param problem why there are none, or the empty string
record TrustAnchors(List<String> records, String problem) {
    private static final Pattern STATE = Pattern.compile(";;state=(\\d+)");
    private static final List<String> TRUSTED = List.of("2", "3");
    private static final int MAX_BYTES = 1 << 20;

    TrustAnchors {
        records = List.copyOf(records);
    }

    /// What is in a file. If it cannot be used, the problem says why.
    static TrustAnchors ofFile(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException("more than " + MAX_BYTES + " bytes");
            }
            return of(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return new TrustAnchors(List.of(), file + ": " + reason(e));
        }
    }

    private static String reason(IOException e) {
        return e instanceof java.nio.file.NoSuchFileException ? "no such file" : String.valueOf(e.getMessage());
    }

    /// The anchors of a text.
    static TrustAnchors of(String text) throws IOException {
        List<String> found = new ArrayList<>();
        String trusted =
                String.join("\n", text.lines().filter(TrustAnchors::counts).toList());
        byte[] bytes = (trusted + "\n").getBytes(StandardCharsets.ISO_8859_1);
        try (Master master = new Master(new ByteArrayInputStream(bytes), Name.root, 0)) {
            master.disableIncludes();
            for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
                anchor(record, found);
            }
        }
        if (found.isEmpty()) {
            throw new IOException("no DS or DNSKEY record that can be trusted");
        }
        return new TrustAnchors(found, "");
    }

    private static boolean counts(String line) {
        Matcher state = STATE.matcher(line);
        return !state.find() || TRUSTED.contains(state.group(1));
    }

    private static void anchor(Record record, List<String> found) throws IOException {
        switch (record) {
            case DSRecord ds -> found.add(ds.toString());
            case DNSKEYRecord key -> {
                if ((key.getFlags() & DNSKEYRecord.Flags.REVOKE) == 0) {
                    found.add(new DSRecord(key.getName(), key.getDClass(), 0, DNSSEC.Digest.SHA256, key).toString());
                }
            }
            default -> throw new IOException("neither a DS nor a DNSKEY record: " + record);
        }
    }

    /// Them as a file of a zone.
    byte[] text() {
        return (String.join("\n", records) + "\n").getBytes(StandardCharsets.ISO_8859_1);
    }
}
