package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postern.testkit.Mariadb;
import org.postern.testkit.Postgresql;

/// Recipients that are in real databases, asked by the distribution.
class DatabaseLookupsIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String POLICY = """
            hide pgsql_servers = 127.0.0.1::PGPORT/postgres/exim/secret
            hide mysql_servers = localhost(MYSOCKET)/mail/exim/secret
            sqlite_dbfile = HOME/mail.db
            sql_connect_timeout = 2s
            acl_smtp_connect = fill
            acl_smtp_rcpt = check_rcpt
            begin acl
            fill:
              warn set acl_c_none = ${lookup pgsql {create table if not exists t (a text primary key)}}\\
                ${lookup pgsql {insert into t values ('ada') on conflict do nothing}}\\
                ${lookup mysql {create table if not exists t (a varchar(99) primary key)}}\\
                ${lookup mysql {insert ignore into t values ('ada')}}\\
                ${lookup sqlite {create table if not exists t (a text primary key)}{}{}}\\
                ${lookup sqlite {insert or ignore into t values ('ada')}{}{}}
              accept
            check_rcpt:
              accept domains = pg.test
                condition = ${lookup pgsql {select a from t where a=E'${quote_pgsql:$local_part}'}{yes}{no}}
              accept domains = my.test
                condition = ${lookup mysql {select a from t where a='${quote_mysql:$local_part}'}{yes}{no}}
              accept domains = lite.test
                condition = ${lookup sqlite {select a from t where a='${quote_sqlite:$local_part}'}{yes}{no}}
              accept domains = bound.test
                condition = ${lookup pgsql,bind=local_part {select a from t where a=?}\\
                  {${lookup mysql,bind=local_part {select a from t where a=?}\\
                  {${lookup sqlite,bind=local_part {select a from t where a=?}{yes}{no}}}{no}}}{no}}
              deny message = unknown here
            """;

    private static Optional<Postgresql> postgresql = Optional.empty();
    private static Optional<Mariadb> mariadb = Optional.empty();
    private static Optional<Server> server = Optional.empty();

    @BeforeAll
    static void open() throws Exception {
        postgresql = Postgresql.open();
        mariadb = Mariadb.open();
        if (postgresql.isEmpty() || mariadb.isEmpty()) {
            System.out.println("skipped: PostgreSQL or MariaDB is not installed");
        }
        Assumptions.assumeTrue(postgresql.isPresent() && mariadb.isPresent(), "no databases");
        server = Optional.of(Server.with(Configurations.receiver("mx.example.org", "acl_smtp_rcpt = accept")));
        server().install("lookup-sql", configuration());
    }

    private static String configuration() {
        String policy = POLICY.replace("PGPORT", Integer.toString(postgresql.orElseThrow().port()))
                .replace("MYSOCKET", mariadb.orElseThrow().socket().toString());
        return Configurations.receiver("mx.example.org", policy);
    }

    @AfterAll
    static void close() throws IOException {
        if (server.isPresent()) {
            server.get().close();
        }
        if (postgresql.isPresent()) {
            postgresql.get().close();
        }
        if (mariadb.isPresent()) {
            mariadb.get().close();
        }
    }

    private static Server server() {
        return server.orElseThrow();
    }

    private static int answer(SmtpClient client, String recipient) throws Exception {
        return client.command("RCPT TO:<" + recipient + ">").code();
    }

    private static SmtpClient begin() throws Exception {
        SmtpClient client = new SmtpClient(server().port());
        client.reply();
        client.command("EHLO client.example");
        client.command("MAIL FROM:<a@example.org>");
        return client;
    }

    @Test
    void recipients_are_those_of_the_databases() throws Exception {
        try (SmtpClient client = begin()) {
            for (String domain : new String[] {"pg.test", "my.test", "lite.test", "bound.test"}) {
                assertThat(answer(client, "ada@" + domain)).as(domain).isEqualTo(250);
                assertThat(answer(client, "bob@" + domain)).as(domain).isEqualTo(550);
            }
        }
    }

    @Test
    void recipients_are_data() throws Exception {
        try (SmtpClient client = begin()) {
            for (String domain : new String[] {"pg.test", "my.test", "lite.test", "bound.test"}) {
                for (String evil : new String[] {
                    "\"' or '1'='1\"", "x'or'1'='1", "\"\\\\' or 1=1 -- \"", "\"';drop table t;--\"", "%", "\"\\\"\""
                }) {
                    assertThat(answer(client, evil + "@" + domain))
                            .as(evil + "@" + domain)
                            .isEqualTo(550);
                }
                assertThat(answer(client, "ada@" + domain)).isEqualTo(250);
            }
        }
    }

    @Test
    void a_database_that_is_down_defers_its_recipients_and_no_others() throws Exception {
        try (SmtpClient client = begin()) {
            assertThat(answer(client, "ada@pg.test")).isEqualTo(250);
            postgresql.orElseThrow().stop();
            try {
                assertThat(answer(client, "eve@pg.test")).isEqualTo(451);
                assertThat(answer(client, "ada@my.test")).isEqualTo(250);
            } finally {
                postgresql.orElseThrow().start();
            }
            assertThat(answer(client, "bob@pg.test")).isEqualTo(550);
            assertThat(answer(client, "ada@pg.test")).isEqualTo(250);
        }
        Await.until(
                "the reason in the log", LIMIT, () -> server().log("mainlog").contains("PGSQL connection failed"));
        assertThat(server().log("mainlog")).doesNotContain("secret");
    }

    @Test
    void the_feature_is_updated_while_a_client_is_there() throws Exception {
        try (SmtpClient client = begin()) {
            assertThat(answer(client, "ada@lite.test")).isEqualTo(250);
            HotFeature.of(server(), "lookup-sql").update();
            assertThat(answer(client, "ada@pg.test")).isEqualTo(250);
            client.command("RSET");
            client.command("MAIL FROM:<a@example.org>");
            assertThat(answer(client, "ada@lite.test")).isEqualTo(250);
            assertThat(answer(client, "bob@my.test")).isEqualTo(550);
        }
    }
}
