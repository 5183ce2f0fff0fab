package org.postern.features;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsException;
import org.postern.api.hints.MemoryHints;
import org.postern.api.mail.Submissions;
import org.postern.api.system.Identities;
import org.postern.api.system.Identity;
import org.postern.arc.ArcPlugin;
import org.postern.authresults.AuthresultsPlugin;
import org.postern.chunking.ChunkingPlugin;
import org.postern.core.Offer;
import org.postern.dane.DanePlugin;
import org.postern.dkim.DkimPlugin;
import org.postern.dmarc.DmarcPlugin;
import org.postern.dmarc.Reporting;
import org.postern.dsn.DsnPlugin;
import org.postern.event.EventPlugin;
import org.postern.eventadmin.EventAdminPlugin;
import org.postern.eventjson.EventJsonPlugin;
import org.postern.eventotel.EventOtelPlugin;
import org.postern.eventwebhook.EventWebhookPlugin;
import org.postern.limits.LimitsPlugin;
import org.postern.lookupldap.LookupLdapPlugin;
import org.postern.lookuplmdb.LookupLmdbPlugin;
import org.postern.lookupredis.LookupRedisPlugin;
import org.postern.lookupsql.LookupSqlPlugin;
import org.postern.mtasts.MtaSts;
import org.postern.mtasts.MtaStsPlugin;
import org.postern.mtasts.TlsReporting;
import org.postern.ocsp.OcspPlugin;
import org.postern.ocsp.ServedResponses;
import org.postern.pipeconnect.PipeConnectPlugin;
import org.postern.prdr.PrdrPlugin;
import org.postern.proxy.ProxyPlugin;
import org.postern.queuefile.InputWatch;
import org.postern.queuefile.QueuefilePlugin;
import org.postern.requiretls.RequiretlsPlugin;
import org.postern.smtputf8.Smtputf8Plugin;
import org.postern.socks.SocksPlugin;
import org.postern.spf.SpfPlugin;
import org.postern.spi.Plugin;
import org.postern.srs.SrsPlugin;
import org.postern.tlsresume.TlsResumePlugin;
import org.postern.wellknown.WellknownPlugin;
import org.postern.xclient.XclientPlugin;

/// The words that a descriptor promises are those that its plugin has: from them a refused configuration
/// learns which feature to install.
@NullMarked
class OffersTest {
    @Test
    void spf_offers_what_its_descriptor_says() throws IOException {
        Plugin plugin = new SpfPlugin((name, _) -> {
            throw new DnsException(name);
        });
        assertThat(offers("spf")).isEqualTo(Set.copyOf(Offer.of(plugin.options(), plugin.contributions())));
    }

    @Test
    void dkim_offers_what_its_descriptor_says() throws IOException {
        Plugin plugin = new DkimPlugin((name, _) -> {
            throw new DnsException(name);
        });
        assertThat(offers("dkim")).isEqualTo(Set.copyOf(Offer.of(plugin.options(), plugin.contributions())));
    }

    @Test
    void dmarc_offers_what_its_descriptor_says() throws IOException {
        Dns dns = (name, _) -> {
            throw new DnsException(name);
        };
        Submissions submissions = (_, _) -> {
            throw new IOException("nothing is sent here");
        };
        Reporting nowhere = new Reporting(Optional.empty(), dns, submissions, InstantSource.system());
        Plugin plugin = new DmarcPlugin(dns, submissions, nowhere);
        assertThat(offers("dmarc")).isEqualTo(Set.copyOf(Offer.of(plugin.options(), plugin.contributions())));
    }

    @Test
    void mta_sts_offers_what_its_descriptor_says() throws IOException {
        Dns dns = (name, _) -> {
            throw new DnsException(name);
        };
        Submissions submissions = (_, _) -> {
            throw new IOException("nothing is sent here");
        };
        TlsReporting nowhere = new TlsReporting(Optional.empty(), dns, submissions, InstantSource.system());
        Plugin plugin = new MtaStsPlugin(new MtaSts(dns, new MemoryHints(), nowhere), nowhere);
        assertThat(offers("mta-sts")).isEqualTo(Set.copyOf(Offer.of(plugin.options(), plugin.contributions())));
    }

    @Test
    void authresults_offers_what_its_descriptor_says() throws IOException {
        Plugin plugin = new AuthresultsPlugin();
        assertThat(offers("authresults")).isEqualTo(Set.copyOf(Offer.of(plugin.options(), plugin.contributions())));
    }

    @Test
    void arc_offers_what_its_descriptor_says() throws IOException {
        Plugin plugin = new ArcPlugin((name, _) -> {
            throw new DnsException(name);
        });
        assertThat(offers("arc")).isEqualTo(Set.copyOf(Offer.of(plugin.options(), plugin.contributions())));
    }

    @Test
    void tls_resume_offers_what_its_descriptor_says() throws IOException {
        Plugin plugin = new TlsResumePlugin();
        assertThat(offers("tls-resume")).isEqualTo(Set.copyOf(Offer.of(plugin.options(), plugin.contributions())));
    }

    @Test
    void ocsp_offers_what_its_descriptor_says() throws IOException {
        Plugin plugin = new OcspPlugin(ServedResponses.ofFiles());
        assertThat(offers("ocsp")).isEqualTo(Set.copyOf(Offer.of(plugin.options(), plugin.contributions())));
    }

    @Test
    void pipe_connect_offers_what_its_descriptor_says() throws IOException {
        Plugin plugin = new PipeConnectPlugin(new MemoryHints());
        assertThat(offers("pipe-connect")).isEqualTo(Set.copyOf(Offer.of(plugin.options(), plugin.contributions())));
    }

    @Test
    void prdr_offers_what_its_descriptor_says() throws IOException {
        Plugin plugin = new PrdrPlugin();
        assertThat(offers("prdr")).isEqualTo(Set.copyOf(Offer.of(plugin.options(), plugin.contributions())));
    }

    @Test
    void chunking_offers_what_its_descriptor_says() throws IOException {
        Plugin plugin = new ChunkingPlugin();
        assertThat(offers("chunking")).isEqualTo(Set.copyOf(Offer.of(plugin.options(), plugin.contributions())));
    }

    @Test
    void wellknown_offers_what_its_descriptor_says() throws IOException {
        Plugin plugin = new WellknownPlugin();
        assertThat(offers("wellknown")).isEqualTo(Set.copyOf(Offer.of(plugin.options(), plugin.contributions())));
    }

    @Test
    void limits_offers_what_its_descriptor_says() throws IOException {
        Plugin plugin = new LimitsPlugin();
        assertThat(offers("limits")).isEqualTo(Set.copyOf(Offer.of(plugin.options(), plugin.contributions())));
    }

    @Test
    void dsn_offers_what_its_descriptor_says() throws IOException {
        Plugin plugin = new DsnPlugin();
        assertThat(offers("dsn")).isEqualTo(Set.copyOf(Offer.of(plugin.options(), plugin.contributions())));
    }

    @Test
    void requiretls_offers_what_its_descriptor_says() throws IOException {
        Plugin plugin = new RequiretlsPlugin();
        assertThat(offers("requiretls")).isEqualTo(Set.copyOf(Offer.of(plugin.options(), plugin.contributions())));
    }

    @Test
    void proxy_offers_what_its_descriptor_says() throws IOException {
        Plugin plugin = new ProxyPlugin();
        assertThat(offers("proxy")).isEqualTo(Set.copyOf(Offer.of(plugin.options(), plugin.contributions())));
    }

    @Test
    void xclient_offers_what_its_descriptor_says() throws IOException {
        Plugin plugin = new XclientPlugin();
        assertThat(offers("xclient")).isEqualTo(Set.copyOf(Offer.of(plugin.options(), plugin.contributions())));
    }

    @Test
    void lookup_ldap_offers_what_its_descriptor_says() throws IOException {
        Plugin plugin = new LookupLdapPlugin();
        assertThat(offers("lookup-ldap")).isEqualTo(Set.copyOf(Offer.of(plugin.options(), plugin.contributions())));
    }

    @Test
    void lookup_sql_offers_what_its_descriptor_says() throws IOException {
        Plugin plugin = new LookupSqlPlugin();
        assertThat(offers("lookup-sql")).isEqualTo(Set.copyOf(Offer.of(plugin.options(), plugin.contributions())));
    }

    @Test
    void socks_offers_what_its_descriptor_says() throws IOException {
        Plugin plugin = new SocksPlugin();
        assertThat(offers("socks")).isEqualTo(Set.copyOf(Offer.of(plugin.options(), plugin.contributions())));
    }

    @Test
    void lookup_redis_offers_what_its_descriptor_says() throws IOException {
        Plugin plugin = new LookupRedisPlugin();
        assertThat(offers("lookup-redis")).isEqualTo(Set.copyOf(Offer.of(plugin.options(), plugin.contributions())));
    }

    @Test
    void queuefile_offers_what_its_descriptor_says() throws IOException {
        Plugin plugin = new QueuefilePlugin(
                new NobodyElse(), new InputWatch(Optional.empty(), arrival -> arrival.source(), new NobodyElse()));
        assertThat(offers("queuefile")).isEqualTo(Set.copyOf(Offer.of(plugin.options(), plugin.contributions())));
    }

    /// A server that works as itself.
    private static final class NobodyElse implements Identities {
        @Override
        public Identity own() {
            return new Identity.Own(0, 0);
        }

        @Override
        public Identity of(int uid, int gid, Optional<String> login) {
            return own();
        }
    }

    @Test
    void event_offers_what_its_descriptor_says() throws IOException {
        Plugin plugin = new EventPlugin();
        assertThat(offers("event")).isEqualTo(Set.copyOf(Offer.of(plugin.options(), plugin.contributions())));
    }

    @Test
    void lookup_lmdb_offers_what_its_descriptor_says() throws IOException {
        Plugin plugin = new LookupLmdbPlugin();
        assertThat(offers("lookup-lmdb")).isEqualTo(Set.copyOf(Offer.of(plugin.options(), plugin.contributions())));
    }

    @Test
    void event_json_offers_what_its_descriptor_says() throws IOException {
        Plugin plugin = new EventJsonPlugin();
        assertThat(offers("event-json")).isEqualTo(Set.copyOf(Offer.of(plugin.options(), plugin.contributions())));
    }

    @Test
    void event_webhook_offers_what_its_descriptor_says() throws IOException {
        Plugin plugin = new EventWebhookPlugin();
        assertThat(offers("event-webhook")).isEqualTo(Set.copyOf(Offer.of(plugin.options(), plugin.contributions())));
    }

    @Test
    void event_otel_offers_what_its_descriptor_says() throws IOException {
        EventOtelPlugin plugin = new EventOtelPlugin();
        assertThat(offers("event-otel")).isEqualTo(Set.copyOf(Offer.of(plugin.options(), plugin.contributions())));
        plugin.stop();
    }

    @Test
    void event_admin_offers_what_its_descriptor_says() throws IOException {
        Plugin plugin = new EventAdminPlugin(new NoEventAdmin());
        assertThat(offers("event-admin")).isEqualTo(Set.copyOf(Offer.of(plugin.options(), plugin.contributions())));
    }

    @Test
    void srs_offers_what_its_descriptor_says() throws IOException {
        Plugin plugin = new SrsPlugin();
        assertThat(offers("srs")).isEqualTo(Set.copyOf(Offer.of(plugin.options(), plugin.contributions())));
    }

    @Test
    void smtputf8_offers_what_its_descriptor_says() throws IOException {
        Plugin plugin = new Smtputf8Plugin();
        assertThat(offers("smtputf8")).isEqualTo(Set.copyOf(Offer.of(plugin.options(), plugin.contributions())));
    }

    @Test
    void dane_offers_what_its_descriptor_says() throws IOException {
        Plugin plugin = new DanePlugin((name, _) -> {
            throw new DnsException(name);
        });
        assertThat(offers("dane")).isEqualTo(Set.copyOf(Offer.of(plugin.options(), plugin.contributions())));
    }

    private record NoEventAdmin() implements EventAdmin {
        @Override
        public void postEvent(Event event) {}

        @Override
        public void sendEvent(Event event) {}
    }

    private static Set<Offer> offers(String feature) throws IOException {
        try (Reader text = Files.newBufferedReader(Path.of("src/main/features", feature + ".json"));
                JsonReader reader = Json.createReader(text)) {
            JsonObject kinds = reader.readObject()
                    .getJsonObject("extensions")
                    .getJsonObject("offers")
                    .getJsonObject("json");
            Set<Offer> offers = new HashSet<>();
            kinds.keySet()
                    .forEach(kind -> kinds.getJsonArray(kind)
                            .getValuesAs(JsonString.class)
                            .forEach(word -> offers.add(new Offer(kind, word.getString()))));
            return offers;
        }
    }
}
