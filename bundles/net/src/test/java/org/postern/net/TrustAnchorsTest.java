package org.postern.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.MailLog.Stream;
import org.postern.api.config.ConfigException;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsType;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestSettings;

class TrustAnchorsTest {
    private static final String KEY =
            "257 3 8 AwEAAaz/tAm8yTn4Mfeh5eyI96WSVexTBAvkMgJzkKTOiW1vkIbzxeF3+/4RgWOq7HrxRixHlFlExOLAJr5emL"
                    + "vN7SWXgnLh4+B5xQlNVz8Og8kvArMtNROxVQuCaSnIDdD5LKyWbRd2n9WGe2R8PzgCmr3EgVLrjyBxWezF0jLHwVN8efS3rCj/EWgvIWgb9tarpVUDK/"
                    + "b58Da+sqqls3eNbuv7pr+eoZG+SrDK6nWeL3c6H5Apxz7LjVc1uTIdsIXxuOLYA4/ilBmSVIzuDWfdRUfhHdY6+cn8HFRm+2hM8AnXGXws9555KrUB5q"
                    + "ihylGa8subX2Nn6UwNR1AkUTV74bU=";

    @TempDir
    private Path directory;

    @Test
    void reads_ds_and_dnskey_records() throws Exception {
        String digest = "E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D";
        TrustAnchors ds = TrustAnchors.of(". IN DS 20326 8 2 " + digest);
        assertThat(ds.records()).singleElement().asString().contains("20326 8 2 " + digest);
        TrustAnchors key = TrustAnchors.of("; the root\n.\t172800\tIN\tDNSKEY\t" + KEY + " ; key tag 20326\n");
        assertThat(key.records()).singleElement().asString().contains("20326 8 2 " + digest);
    }

    @Test
    void of_a_file_that_is_kept_up_to_date_the_keys_that_are_valid_count() throws Exception {
        String line = ".\t172800\tIN\tDNSKEY\t" + KEY + " ;{id = 20326 (ksk), size = 2048b} ;;state=";
        assertThat(TrustAnchors.of("; autotrust trust anchor file\n;;id: . 1\n" + line + "2 [  VALID  ] ;;count=0\n")
                        .records())
                .hasSize(1);
        assertThatThrownBy(() -> TrustAnchors.of(line + "1 [ ADDPEND ] ;;count=0\n"))
                .isInstanceOf(IOException.class)
                .hasMessage("no DS or DNSKEY record that can be trusted");
    }

    @Test
    void a_revoked_key_does_not_count() {
        assertThatThrownBy(() -> TrustAnchors.of(". DNSKEY " + KEY.replaceFirst("257", "385")))
                .hasMessage("no DS or DNSKEY record that can be trusted");
    }

    @Test
    void a_file_that_cannot_be_used_is_refused_with_the_configuration() throws Exception {
        NetPlugin plugin = new NetPlugin(Optional.empty(), Optional.of("127.0.0.1#1"));
        Path file = directory.resolve("root.key");
        TestSettings main = TestSettings.block("main").set(Dnssec.DNSSEC_TRUST_ANCHOR_FILE, file.toString());
        assertThatThrownBy(() -> plugin.check(main))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(file + ": no such file");
        Files.writeString(file, "example. A 192.0.2.1\n");
        assertThatThrownBy(() -> plugin.check(main)).hasMessageContaining("neither a DS nor a DNSKEY record");
        Files.writeString(file, ". DNSKEY " + KEY + "\n");
        plugin.check(main);
        plugin.check(TestSettings.block("main"));
    }

    @Test
    void without_the_file_nothing_is_known() {
        NetPlugin plugin = new NetPlugin(Optional.empty(), Optional.of("127.0.0.1#1"));
        TestContext context = TestContext.create().option(Dnssec.DNSSEC_TRUST_ANCHOR_FILE, directory + "/none");
        plugin.configured(context);
        assertThatThrownBy(() -> plugin.query("a.example", DnsType.A))
                .isInstanceOf(DnsException.class)
                .hasMessageContaining("dnssec_trust_anchor_file: " + directory + "/none: no such file");
        assertThat(context.log().lines(Stream.PANIC)).singleElement().asString().contains("no such file");
    }
}
