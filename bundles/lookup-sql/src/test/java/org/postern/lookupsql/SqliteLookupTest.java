package org.postern.lookupsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.Text;
import org.postern.spi.Lookup;
import org.sqlite.SQLiteConfig;

class SqliteLookupTest {
    @TempDir
    private Path directory;

    private final Asking asking = new Asking();

    @BeforeEach
    void fill() throws SQLException {
        execute(
                file(),
                "create table t (a text, b text, n int)",
                "insert into t values ('k1','one two',1),('k2','',2),('k3',NULL,3),('k4','\"q\\x',4),"
                        + "('k5','a\nb',5),('k6','pl\"ain\\x',6)");
        asking.context.option(SqlOptions.SQLITE_DBFILE, file().toString());
    }

    @AfterEach
    void close() {
        asking.close();
    }

    private Path file() {
        return directory.resolve("mail.db");
    }

    private static void execute(Path file, String... statements) throws SQLException {
        try (Connection connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void one_field_is_its_value() throws IOException {
        assertThat(asking.ask("sqlite", "select b from t where a='k1'")).contains("one two");
        assertThat(asking.ask("sqlite", "select b from t where a='k2'")).contains("");
    }

    @Test
    void null_is_written_out() throws IOException {
        assertThat(asking.ask("sqlite", "select b from t where a='k3'")).contains("<NULL>");
    }

    @Test
    void several_fields_and_rows_are_as_exim_writes_them() throws IOException {
        assertThat(asking.ask("sqlite", "select a,b,n from t where n>=3"))
                .contains(
                        "a=k3 b=<NULL> n=3 \na=k4 b=\"\\\"q\\\\x\" n=4 \na=k5 b=\"a\nb\" n=5 \na=k6 b=pl\"ain\\x n=6 ");
    }

    @Test
    void numbers_and_blobs_are_text() throws IOException {
        assertThat(asking.ask("sqlite", "select 1.5,x'4142',2e10,3"))
                .contains("1.5=1.5 x'4142'=AB 2e10=20000000000.0 3=3 ");
    }

    @Test
    void several_statements_answer_together() throws IOException {
        assertThat(asking.ask("sqlite", "select a from t where n=1; select a from t where n=2;"))
                .contains("k1\nk2");
    }

    @Test
    void no_row_is_not_found() throws IOException {
        assertThat(asking.ask("sqlite", "select a from t where n=30")).isEmpty();
        assertThat(asking.ask("sqlite", "")).isEmpty();
    }

    @Test
    void a_change_has_no_answer_and_is_not_remembered() throws IOException {
        List<String> none = List.of();
        try (Lookup lookup = asking.type("sqlite").open("", none, asking.context.compiler(), asking.context)) {
            assertThat(lookup.find(Text.trusted("update t set n=99 where a='k6'")))
                    .isEmpty();
            assertThat(lookup.remembersAbsence()).isFalse();
        }
        assertThat(asking.ask("sqlite", "select n from t where a='k6'")).contains("99");
    }

    @Test
    void an_error_defers() {
        assertThatThrownBy(() -> asking.ask("sqlite", "selct a from t"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("syntax error");
        assertThatThrownBy(() -> asking.ask("sqlite", "select nowhere from t"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no such column: nowhere");
    }

    @Test
    void the_file_stands_in_an_option_or_before_the_query() throws IOException, SQLException {
        Path other = directory.resolve("other.db");
        execute(other, "create table t (a text)", "insert into t values ('other')");
        assertThat(asking.ask("sqlite,file=" + other, "select a from t")).contains("other");
        assertThat(asking.ask("sqlite", other + " select a from t")).contains("other");
    }

    @Test
    void strangers_choose_no_file() {
        assertThatThrownBy(() -> asking.ask("sqlite", Text.tainted(file() + " select 1")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Tainted filename");
    }

    @Test
    void a_file_name_is_absolute() {
        assertThatThrownBy(() -> asking.ask("sqlite,file=mail.db", "select 1"))
                .isInstanceOf(IOException.class)
                .hasMessage("absolute file name expected for \"sqlite\" lookup");
    }

    @Test
    void without_a_file_the_lookup_defers() {
        try (Asking fresh = new Asking()) {
            assertThatThrownBy(() -> fresh.ask("sqlite", "select 1"))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no file for \"sqlite\" lookup: neither file= nor sqlite_dbfile");
        }
    }

    @Test
    void an_unknown_option_defers() {
        assertThatThrownBy(() -> asking.ask("sqlite,servers=x", "select 1"))
                .isInstanceOf(IOException.class)
                .hasMessage("unknown option of sqlite lookup: servers=x");
    }

    @Test
    void a_file_that_takes_the_place_of_another_is_asked() throws IOException, SQLException {
        assertThat(asking.ask("sqlite", "select count(*) from t")).contains("6");
        Path other = directory.resolve("new.db");
        execute(other, "create table t (a text)");
        Files.move(other, file(), StandardCopyOption.REPLACE_EXISTING);
        assertThat(asking.ask("sqlite", "select count(*) from t")).contains("0");
    }

    @Test
    void a_file_that_stays_locked_defers() throws SQLException {
        asking.context.option(SqlOptions.SQLITE_LOCK_TIMEOUT, "0s");
        try (Connection other = new SQLiteConfig().createConnection("jdbc:sqlite:" + file());
                Statement statement = other.createStatement()) {
            statement.execute("begin exclusive");
            assertThatThrownBy(() -> asking.ask("sqlite", "select a from t"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("database is locked");
        }
    }

    @Test
    void a_lookup_that_waits_for_a_lock_holds_up_no_other() throws Exception {
        Path free = directory.resolve("free.db");
        execute(free, "create table t (a text)", "insert into t values ('free')");
        try (Connection other = new SQLiteConfig().createConnection("jdbc:sqlite:" + file());
                Statement statement = other.createStatement();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            statement.execute("begin exclusive");
            Callable<Object> waiting = () -> asking.ask("sqlite", "select count(*) from t");
            List<Future<Object>> all = List.of(
                    threads.submit(waiting), threads.submit(waiting), threads.submit(waiting), threads.submit(waiting));
            assertThat(threads.submit(() -> asking.ask("sqlite,file=" + free, "select a from t"))
                            .get())
                    .hasToString("Optional[free]");
            statement.execute("commit");
            for (Future<Object> each : all) {
                assertThat(each.get()).hasToString("Optional[6]");
            }
        }
    }

    @Test
    void a_query_that_takes_too_long_defers() {
        asking.context.option(SqlOptions.QUERY_TIMEOUT, "1s");
        assertThatThrownBy(() -> asking.ask(
                        "sqlite",
                        "with recursive c(x) as (select 1 union all select x+1 from c) select count(*) from c"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("interrupted");
    }

    @Test
    void what_a_variable_holds_is_bound_as_data() throws IOException {
        String evil = "x' or '1'='1' -- \" ; drop table t; \n\0%_\\";
        asking.context.variable("local_part", Text.tainted(evil)).variable("domain", Text.tainted("a.example"));
        asking.ask("sqlite,bind=local_part:domain", "insert into t values (?, ?, 7)");
        assertThat(asking.ask("sqlite,bind=$local_part", "select b from t where a = ?"))
                .contains("a.example");
        assertThat(asking.ask("sqlite", "select a from t where n=7")).contains(evil);
        assertThat(asking.ask("sqlite", "select count(*) from t")).contains("7");
    }

    @Test
    void what_is_bound_is_asked_each_time() throws IOException {
        asking.context.variable("local_part", Text.tainted("k1"));
        assertThat(asking.ask("sqlite,bind=local_part", Text.trusted("select b from t where a = ?"))
                        .map(Lookup.Found::ttl))
                .contains(Duration.ZERO);
        assertThat(asking.ask("sqlite", Text.trusted("select b from t")).map(Lookup.Found::ttl))
                .contains(Lookup.Found.MESSAGE);
    }

    @Test
    void what_is_bound_need_not_be_utf8() throws IOException {
        asking.context.variable("local_part", Text.tainted("\u00ff\u00bf'"));
        asking.ask("sqlite,bind=local_part", "insert into t values (?, 'raw', 8)");
        assertThat(asking.ask("sqlite", "select a from t where n=8")).contains("\u00ff\u00bf'");
    }

    @Test
    void utf8_arrives_as_it_is() throws IOException {
        String bytes = new String("gr\u00fc\u00dfe".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(asking.ask("sqlite", "select '" + bytes + "' as v")).contains(bytes);
    }

    @Test
    void a_variable_that_is_not_there_defers() {
        assertThatThrownBy(() -> asking.ask("sqlite,bind=nothing", "select ?"))
                .isInstanceOf(IOException.class)
                .hasMessage("bind=nothing: there is no such variable");
        assertThatThrownBy(() -> asking.ask("sqlite,bind=", "select ?"))
                .isInstanceOf(IOException.class)
                .hasMessage("bind= needs the names of variables, such as bind=local_part:domain");
    }

    @Test
    void what_is_quoted_arrives_as_data() throws IOException {
        for (String evil : List.of("x' or '1'='1", "'; drop table t; --", "\\'", "a\"b", "%_\n;", "''")) {
            String quoted = asking.type("sqlite").quote(evil);
            assertThat(asking.ask("sqlite", "select '" + quoted + "'")).contains(evil);
        }
        assertThat(asking.ask("sqlite", "select count(*) from t")).contains("6");
    }

    @Test
    void nul_and_bytes_that_are_no_utf8_are_no_query() {
        assertThatThrownBy(() -> asking.ask("sqlite", "select 'a\0b'"))
                .isInstanceOf(IOException.class)
                .hasMessage("the query has a NUL");
        assertThatThrownBy(() -> asking.ask("sqlite", "select '\u00ff'"))
                .isInstanceOf(IOException.class)
                .hasMessage("the query is not UTF-8");
    }
}
