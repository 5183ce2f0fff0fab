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
import org.postern.testkit.Postgresql;

/// Lookups in a real PostgreSQL.
class PostgresqlTest {
    private static Optional<Postgresql> database = Optional.empty();

    private final Asking asking = new Asking();

    @BeforeAll
    static void open() throws IOException {
        database = Postgresql.open();
        if (database.isEmpty()) {
            System.out.println("skipped: PostgreSQL is not installed");
        }
        Assumptions.assumeTrue(database.isPresent(), "PostgreSQL is not installed");
    }

    @AfterAll
    static void close() throws IOException {
        if (database.isPresent()) {
            database.get().close();
        }
    }

    private static Postgresql database() {
        return database.orElseThrow();
    }

    private static String server() {
        return "127.0.0.1::" + database().port() + "/postgres/exim/secret";
    }

    @BeforeEach
    void fill() throws IOException {
        asking.context.option(SqlOptions.PGSQL_SERVERS, server());
        asking.ask(
                "pgsql",
                "drop table if exists t; create table t (a text, b text, n int);"
                        + " insert into t values ('k1','one two',1),('k2','',2),('k3',NULL,3),(E'k4',E'\"q\\\\x',4)");
    }

    @AfterEach
    void disconnect() {
        asking.close();
    }

    @Test
    void one_field_is_its_value() throws IOException {
        assertThat(asking.ask("pgsql", "select b from t where a='k1'")).contains("one two");
        assertThat(asking.ask("pgsql", "select b from t where a='k2'")).contains("");
        assertThat(asking.ask("pgsql", "select b from t where a='k3'")).contains("");
        assertThat(asking.ask("pgsql", "select a from t order by n")).contains("k1\nk2\nk3\nk4");
    }

    @Test
    void several_fields_are_as_exim_writes_them() throws IOException {
        assertThat(asking.ask("pgsql", "select a,b,n from t where n>=3 order by n"))
                .contains("a=k3 b=\"\" n=3 \na=k4 b=\"\\\"q\\\\x\" n=4 ");
    }

    @Test
    void values_are_text_as_the_server_writes_it() throws IOException {
        assertThat(asking.ask(
                        "pgsql",
                        "select true as b, 1.50::numeric(5,2) as d, '\\x4142'::bytea as y, date '2026-01-02' as t,"
                                + " array[1,2] as r, '10.0.0.1'::inet as i, 1e10::float8 as f"))
                .contains("b=t d=1.50 y=\\x4142 t=2026-01-02 r={1,2} i=10.0.0.1 f=10000000000 ");
    }

    @Test
    void bound_queries_answer_alike() throws IOException {
        asking.context.variable("local_part", "k1");
        assertThat(asking.ask(
                        "pgsql,bind=local_part",
                        "select n, true as b, 1.50::numeric(5,2) as d, '\\x4142'::bytea as y, 1e10::float8 as f"
                                + " from t where a = ?"))
                .contains("n=1 b=t d=1.50 y=\\x4142 f=10000000000 ");
    }

    @Test
    void a_number_may_be_bound() throws IOException {
        asking.context.variable("sender_host_port", "1");
        assertThat(asking.ask("pgsql,bind=sender_host_port", "select a from t where n = ?"))
                .contains("k1");
        asking.context.variable("sender_host_port", "1 or 1=1");
        assertThatThrownBy(() -> asking.ask("pgsql,bind=sender_host_port", "select a from t where n = ?"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("invalid input syntax for type integer");
    }

    @Test
    void no_row_is_not_found() throws IOException {
        assertThat(asking.ask("pgsql", "select b from t where a='none'")).isEmpty();
    }

    @Test
    void a_change_answers_with_the_rows_it_changed() throws IOException {
        assertThat(asking.ask("pgsql", "update t set b='x' where n<3")).contains("2");
        assertThat(asking.ask("pgsql", "delete from t where n=77")).contains("0");
    }

    @Test
    void an_error_defers() throws IOException {
        assertThatThrownBy(() -> asking.ask("pgsql", "select nowhere from t"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("PGSQL: query failed: ")
                .hasMessageContaining("nowhere");
        assertThat(asking.ask("pgsql", "select 1")).contains("1");
    }

    @Test
    void a_wrong_password_defers_and_is_not_shown() {
        String server = "127.0.0.1::" + database().port() + "/postgres/exim/wrong-secret";
        assertThatThrownBy(() -> asking.ask("pgsql,servers=" + server, "select 1"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("password authentication failed")
                .hasMessageNotContaining("wrong-secret");
    }

    @Test
    void the_socket_of_the_file_system_is_a_way_too() throws IOException {
        String server = "(" + database().socket() + ")/postgres/exim/secret";
        assertThat(asking.ask("pgsql,servers=" + server, "select repeat('x', 1000000)"))
                .map(String::length)
                .contains(1_000_000);
    }

    @Test
    void a_socket_that_is_not_there_defers() {
        assertThatThrownBy(() -> asking.ask("pgsql,servers=(/nonexistent/.s.PGSQL.1)/d/u/p", "select 1"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("PGSQL connection failed: ");
        assertThatThrownBy(() -> asking.ask("pgsql,servers=(/nonexistent)/d/u/p", "select 1"))
                .isInstanceOf(IOException.class)
                .hasMessage("PGSQL invalid filename for socket: /nonexistent");
    }

    @Test
    void a_server_that_is_down_leaves_it_to_the_next() throws IOException {
        asking.context.option(SqlOptions.PGSQL_SERVERS, "127.0.0.1::1/d/u/p : " + server());
        assertThat(asking.ask("pgsql", "select 1")).contains("1");
    }

    @Test
    void a_server_that_was_restarted_is_asked_again() throws IOException {
        assertThat(asking.ask("pgsql", "select 1")).contains("1");
        database().stop();
        try {
            assertThatThrownBy(() -> asking.ask("pgsql", "select 1"))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("PGSQL connection failed: ");
        } finally {
            database().start();
        }
        assertThat(asking.ask("pgsql", "select 1")).contains("1");
    }

    @Test
    void a_connection_is_used_again() throws IOException {
        Optional<String> first = asking.ask("pgsql", "select pg_backend_pid()");
        assertThat(asking.ask("pgsql", "select pg_backend_pid()")).isEqualTo(first);
    }

    @Test
    void a_query_that_takes_too_long_defers() throws IOException {
        asking.context.option(SqlOptions.QUERY_TIMEOUT, "1s");
        assertThatThrownBy(() -> asking.ask("pgsql", "select pg_sleep(60)"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("PGSQL");
        assertThat(asking.ask("pgsql", "select 1")).contains("1");
    }

    @Test
    void a_slow_query_holds_up_no_other() throws Exception {
        CountDownLatch begun = new CountDownLatch(3);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Runnable slow = () -> {
                begun.countDown();
                try {
                    asking.ask("pgsql,servers=" + server(), "select pg_sleep(2)");
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            };
            Future<?> first = threads.submit(slow);
            Future<?> second = threads.submit(slow);
            Future<?> third = threads.submit(slow);
            begun.await();
            assertThat(asking.ask("pgsql", "select 1")).contains("1");
            assertThat(first.isDone() && second.isDone() && third.isDone()).isFalse();
            first.get();
            second.get();
            third.get();
        }
    }

    @Test
    void quoted_keys_are_data() throws IOException {
        for (String key : Keys.TEXT) {
            String quoted = asking.type("pgsql").quote(key);
            assertThat(asking.ask("pgsql", "select E'" + quoted + "'")).contains(key);
            assertThat(asking.ask("pgsql", "insert into t values (E'" + quoted + "', '" + quoted + "', 9)"))
                    .contains("1");
            assertThat(asking.ask("pgsql", "select a from t where a=E'" + quoted + "'"))
                    .contains(key);
            assertThat(asking.ask("pgsql", "delete from t where b='" + quoted + "'"))
                    .contains("1");
        }
        assertThat(asking.ask("pgsql", "select count(*) from t")).contains("4");
    }

    @Test
    void bound_keys_are_data() throws IOException {
        for (String key : Keys.TEXT) {
            asking.context.variable("local_part", Text.tainted(key));
            assertThat(asking.ask("pgsql,bind=local_part", "insert into t values (?, '', 9)"))
                    .contains("1");
            assertThat(asking.ask("pgsql,bind=local_part", "select a from t where a=?"))
                    .contains(key);
            assertThat(asking.ask("pgsql,bind=local_part", "delete from t where a=?"))
                    .contains("1");
        }
        assertThat(asking.ask("pgsql", "select count(*) from t")).contains("4");
    }

    @Test
    void what_is_no_text_here_defers_and_does_nothing() throws IOException {
        for (String key : Keys.BYTES) {
            asking.context.variable("local_part", Text.tainted(key));
            assertThatThrownBy(() -> asking.ask("pgsql,bind=local_part", "select a from t where a=?"))
                    .isInstanceOf(IOException.class)
                    .hasMessage("a value is not UTF-8");
            assertThatThrownBy(() -> asking.ask(
                            "pgsql", "select '" + asking.type("pgsql").quote(key) + "'"))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the query is not UTF-8");
        }
        asking.context.variable("local_part", Text.tainted("a\0b"));
        assertThatThrownBy(() -> asking.ask("pgsql,bind=local_part", "select a from t where a=?"))
                .isInstanceOf(IOException.class);
        assertThat(asking.ask("pgsql", "select count(*) from t")).contains("4");
    }
}
