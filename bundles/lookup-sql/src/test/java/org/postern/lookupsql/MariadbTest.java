package org.postern.lookupsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postern.api.Text;
import org.postern.testkit.Mariadb;

/// Lookups in a real MariaDB.
class MariadbTest {
    private static Optional<Mariadb> database = Optional.empty();

    private final Asking asking = new Asking();

    @BeforeAll
    static void open() throws IOException {
        database = Mariadb.open();
        if (database.isEmpty()) {
            System.out.println("skipped: MariaDB is not installed");
        }
        Assumptions.assumeTrue(database.isPresent(), "MariaDB is not installed");
    }

    @AfterAll
    static void close() throws IOException {
        if (database.isPresent()) {
            database.get().close();
        }
    }

    private static Mariadb database() {
        return database.orElseThrow();
    }

    private static String server() {
        return "127.0.0.1::" + database().port() + "/mail/exim/secret";
    }

    @BeforeEach
    void fill() throws IOException {
        asking.context.option(SqlOptions.MYSQL_SERVERS, server());
        asking.ask("mysql", "drop table if exists t");
        asking.ask("mysql", "create table t (a varchar(200), b varchar(200), n int)");
        asking.ask("mysql", "insert into t values ('k1','one two',1),('k2','',2),('k3',NULL,3),('k4','\"q\\\\x',4)");
    }

    @AfterEach
    void disconnect() {
        asking.close();
    }

    @Test
    void one_field_is_its_value() throws IOException {
        assertThat(asking.ask("mysql", "select b from t where a='k1'")).contains("one two");
        assertThat(asking.ask("mysql", "select b from t where a='k2'")).contains("");
        assertThat(asking.ask("mysql", "select b from t where a='k3'")).isEmpty();
        assertThat(asking.ask("mysql", "select b from t where n in (1,3) order by n"))
                .contains("one two\n");
        assertThat(asking.ask("mysql", "select a from t order by n")).contains("k1\nk2\nk3\nk4");
    }

    @Test
    void several_fields_are_as_exim_writes_them() throws IOException {
        assertThat(asking.ask("mysql", "select a,b,n from t where n>=3 order by n"))
                .contains("a=k3 b=\"\" n=3 \na=k4 b=\"\\\"q\\\\x\" n=4 ");
    }

    @Test
    void values_are_text_as_the_server_writes_it() throws IOException {
        asking.context.variable("local_part", "k1");
        String fields = "cast(1 as unsigned) as u, cast(1.5 as decimal(5,2)) as d, x'4142ff' as y,"
                + " date '2026-01-02' as t, timestamp '2026-01-02 03:04:05' as s, 1e10 as f, 1e20 as g, 0.25e0 as h, n";
        String answer = "u=1 d=1.50 y=AB\u00ff t=2026-01-02 s=\"2026-01-02 03:04:05\" f=10000000000 g=1e20 h=0.25 n=1 ";
        assertThat(asking.ask("mysql", "select " + fields + " from t where a='k1'"))
                .contains(answer);
        assertThat(asking.ask("mysql,bind=local_part", "select " + fields + " from t where a=?"))
                .contains(answer);
    }

    @Test
    void a_number_may_be_bound() throws IOException {
        asking.context.variable("sender_host_port", "1");
        assertThat(asking.ask("mysql,bind=sender_host_port", "select a from t where n = ?"))
                .contains("k1");
    }

    @Test
    void several_statements_are_refused() {
        assertThatThrownBy(() -> asking.ask("mysql", "select 1; drop table t"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("You have an error in your SQL syntax");
    }

    @Test
    void a_procedure_answers_with_its_rows() throws IOException {
        asking.ask("mysql", "create or replace procedure p() select a from t where n < 3 order by n");
        assertThat(asking.ask("mysql", "call p()")).contains("k1\nk2");
        assertThat(asking.ask("mysql", "select 1")).contains("1");
    }

    @Test
    void no_row_is_not_found() throws IOException {
        assertThat(asking.ask("mysql", "select b from t where a='none'")).isEmpty();
    }

    @Test
    void a_change_answers_with_the_rows_it_changed() throws IOException {
        assertThat(asking.ask("mysql", "update t set b='x' where n<3")).contains("2");
        assertThat(asking.ask("mysql", "delete from t where n=77")).contains("0");
    }

    @Test
    void an_error_defers() throws IOException {
        assertThatThrownBy(() -> asking.ask("mysql", "select nowhere from t"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("MYSQL: query failed: ")
                .hasMessageContaining("nowhere");
        assertThat(asking.ask("mysql", "select 1")).contains("1");
    }

    @Test
    void a_wrong_password_defers_and_is_not_shown() {
        String server = "127.0.0.1::" + database().port() + "/mail/exim/wrong-secret";
        assertThatThrownBy(() -> asking.ask("mysql,servers=" + server, "select 1"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Access denied")
                .hasMessageNotContaining("wrong-secret");
    }

    @Test
    void the_socket_of_the_file_system_is_a_way_too() throws IOException {
        String server = "localhost(" + database().socket() + ")/mail/exim/secret";
        assertThat(asking.ask("mysql,servers=" + server, "select repeat('x', 1000000)"))
                .map(String::length)
                .contains(1_000_000);
    }

    @Test
    void a_socket_that_is_not_there_defers() {
        assertThatThrownBy(() -> asking.ask("mysql,servers=localhost(/nonexistent)/d/u/p", "select 1"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("MYSQL connection failed: ");
        assertThatThrownBy(() -> asking.ask("mysql,servers=localhost(socket)/d/u/p", "select 1"))
                .isInstanceOf(IOException.class)
                .hasMessage("MYSQL invalid filename for socket: socket");
    }

    @Test
    void a_server_that_is_down_leaves_it_to_the_next() throws IOException {
        asking.context.option(SqlOptions.MYSQL_SERVERS, "127.0.0.1::1/d/u/p : " + server());
        assertThat(asking.ask("mysql", "select 1")).contains("1");
    }

    @Test
    void a_server_that_was_restarted_is_asked_again() throws IOException {
        assertThat(asking.ask("mysql", "select 1")).contains("1");
        database().stop();
        try {
            assertThatThrownBy(() -> asking.ask("mysql", "select 1"))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("MYSQL connection failed: ");
        } finally {
            database().start();
        }
        assertThat(asking.ask("mysql", "select 1")).contains("1");
    }

    @Test
    void a_connection_is_used_again() throws IOException {
        Optional<String> first = asking.ask("mysql", "select connection_id()");
        assertThat(asking.ask("mysql", "select connection_id()")).isEqualTo(first);
    }

    @Test
    void a_query_that_takes_too_long_defers() throws IOException {
        asking.context.option(SqlOptions.QUERY_TIMEOUT, "1s");
        assertThatThrownBy(() -> asking.ask("mysql", "select sleep(60)"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("MYSQL");
        assertThat(asking.ask("mysql", "select 1")).contains("1");
    }

    @Test
    void a_slow_query_holds_up_no_other() throws Exception {
        CountDownLatch begun = new CountDownLatch(3);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Runnable slow = () -> {
                begun.countDown();
                try {
                    asking.ask("mysql,servers=" + server(), "select sleep(2)");
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            };
            Future<?> first = threads.submit(slow);
            Future<?> second = threads.submit(slow);
            Future<?> third = threads.submit(slow);
            begun.await();
            assertThat(asking.ask("mysql", "select 1")).contains("1");
            assertThat(first.isDone() && second.isDone() && third.isDone()).isFalse();
            first.get();
            second.get();
            third.get();
        }
    }

    @Test
    void quoted_keys_are_data() throws IOException {
        for (String key : Keys.TEXT) {
            String quoted = asking.type("mysql").quote(key);
            assertThat(asking.ask("mysql", "select '" + quoted + "'")).contains(key);
            assertThat(asking.ask("mysql", "insert into t values ('" + quoted + "', '" + quoted + "', 9)"))
                    .contains("1");
            assertThat(asking.ask("mysql", "select a from t where a='" + quoted + "'"))
                    .contains(key);
            assertThat(asking.ask("mysql", "delete from t where b='" + quoted + "'"))
                    .contains("1");
        }
        assertThat(asking.ask("mysql", "select count(*) from t")).contains("4");
    }

    @Test
    void bound_keys_are_data() throws IOException {
        for (String key : Keys.TEXT) {
            asking.context.variable("local_part", Text.tainted(key));
            assertThat(asking.ask("mysql,bind=local_part", "insert into t values (?, '', 9)"))
                    .contains("1");
            assertThat(asking.ask("mysql,bind=local_part", "select a from t where a=?"))
                    .contains(key);
            assertThat(asking.ask("mysql,bind=local_part", "delete from t where a=?"))
                    .contains("1");
        }
        assertThat(asking.ask("mysql", "select count(*) from t")).contains("4");
    }

    @Test
    void a_mode_without_backslashes_opens_no_hole() throws IOException {
        asking.ask("mysql", "set global sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'");
        try (Asking fresh = new Asking()) {
            fresh.context.option(SqlOptions.MYSQL_SERVERS, server());
            String quoted = fresh.type("mysql").quote("x' or 1=1 -- ");
            assertThat(fresh.ask("mysql", "select a from t where a='" + quoted + "'"))
                    .isEmpty();
        } finally {
            asking.ask("mysql", "set global sql_mode = default");
        }
    }

    @Test
    void bytes_that_are_no_text_are_data_when_they_are_bound() throws IOException {
        asking.ask("mysql", "drop table if exists y");
        asking.ask("mysql", "create table y (a varbinary(200))");
        for (String key : Keys.BYTES) {
            asking.context.variable("local_part", Text.tainted(key));
            asking.ask("mysql,bind=local_part", "insert into y values (?)");
            assertThat(asking.ask("mysql,bind=local_part", "select a from y where a=?"))
                    .contains(key);
            assertThatThrownBy(() -> asking.ask(
                            "mysql", "select '" + asking.type("mysql").quote(key) + "'"))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the query is not UTF-8");
        }
        asking.context.variable("local_part", Text.tainted("a\0b"));
        asking.ask("mysql,bind=local_part", "insert into y values (?)");
        assertThat(asking.ask("mysql,bind=local_part", "select a from y where a=?"))
                .contains("a\0b");
    }
}
