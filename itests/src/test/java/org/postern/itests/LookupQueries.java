package org.postern.itests;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Strings with lookups of every type in the files of a directory, which they call `DIRECTORY`: each type
/// with
/// all that can stand around its name, and keys that match, that nearly match, and that mean harm.
final class LookupQueries {
    private static final String VALUE = "{Y<$value>}{N}";
    private static final String PARTS = "{Y<$value>|$1|$2}{N}";

    private LookupQueries() {}

    static List<String> all() {
        return Stream.of(lines(), partial(), patterns(), addresses(), entries(), databases(), lists(), single())
                .flatMap(List::stream)
                .toList();
    }

    private static List<String> each(String file, String answer, List<String> types, List<String> keys) {
        List<String> all = new ArrayList<>();
        for (String type : types) {
            for (String key : keys) {
                all.add("${lookup{" + key + "}" + type + "{DIRECTORY/" + file + "}" + answer + "}");
            }
        }
        return all;
    }

    private static List<String> words(String words) {
        return List.of(words.split("\\|", -1));
    }

    private static List<String> lines() {
        String types = "lsearch|lsearch*|lsearch*@|partial-lsearch|partial-lsearch*|partial0-lsearch|partial1-lsearch"
                + "|partial3-lsearch|partial01-lsearch|partial(.)lsearch|partial()lsearch|partial1(*@)lsearch"
                + "|partial-lsearch*@|lsearch,ret=full|lsearch,ret=key|partial-lsearch,ret=key|lsearch,cache=no_rd"
                + "|partial-lsearch,ret=full|partial-nosuch|partial(lsearch|partial(x*.)lsearch|lsearch,ret=key,ret=full"
                + "|lsearch,,ret=full";
        String keys = "one|ONE|two|three|with space|q\"qAA|new\\nline|tab\\there|col:on|empty|bare|barespace|indented"
                + "|x|x:y:z|colonfirst||emptykey|nosuch|*|#|# a comment|u\\xe9|U\\xC9|trail|trail2|cont|crlf|unclosed"
                + "|unclosed: zz|'single'|single|last|long|a.b.example.org|x.example.org|foo.com|user@dom.example|one "
                + "| one|a:b|one\\n|../lines|one\\tx|one%00|;|\\\"one\\\"|DIRECTORY/lines";
        return each("lines", VALUE, words(types), words(keys));
    }

    private static List<String> partial() {
        String types = "lsearch|lsearch*|lsearch*@|partial-lsearch|partial-lsearch*|partial0-lsearch|partial1-lsearch"
                + "|partial(.)lsearch|partial()lsearch|partial-lsearch*@|partial1(*)lsearch|partial0(*@)lsearch"
                + "|partial0()lsearch|partial0(.)lsearch";
        String keys = "a.example|x.example|x.y.example|x.b.example|x.y.b.example|b.example|example|.example|a..example"
                + "|a.example.|user@x|foo@x|foo@y|@x|a@b@x|*||.|..|foo@x.example|x.y.z.b.example|A.EXAMPLE|a.a.a.a.a.a";
        return each("nostar", PARTS, words(types), words(keys));
    }

    private static List<String> patterns() {
        String types = "wildlsearch|nwildlsearch|wildlsearch,ret=full|nwildlsearch*|partial-nwildlsearch"
                + "|wildlsearch,ret=key";
        String keys =
                "a.example|.example|example|A.EXAMPLE|fooexample2|literal|Literal|a12|a12b|A12|x@cap|a\\$b|sp ace!"
                        + "|x.esc|xx\\\\.esc|cond|one|two|@|neg|!neg|a/b|host.domain|upper|fooSUF|bar@dom|1x|99x|with space"
                        + "|a with space|other||*|x y|w y|^^caret|^caret|\\$x|lsearch;DIRECTORY/lines|x.b.example|+list"
                        + "|a\\n.example|a.example\\n|\\xe9.example|^a[0-9]+\\$|*.example";
        List<String> all = new ArrayList<>(each("wild", VALUE, words(types), words(keys)));
        all.addAll(each("nwild", VALUE, words(types), words(keys)));
        return all;
    }

    private static List<String> addresses() {
        String keys = "192.168.3.9|192.168.4.9|2001:db8:1::1|2001:db9::1|2001:db9::2|10.0.0.1|10.0.0.2|10.1.0.0"
                + "|172.31.255.255|172.32.0.0|::1|::ffff:1.2.3.4|1.2.3.4|*|host.name||300.1.1.1|192.168.3.0/24"
                + "|192.168.0.0/16|1.2.3|192.168.3.9 | 192.168.3.9|192.168.3.9/32|fe80::1%eth0|2001:DB8::5"
                + "|192.168.3.9\\n|0.0.0.0|::";
        return each(
                "nets",
                VALUE,
                words("iplsearch|iplsearch,ret=full|iplsearch*|partial-iplsearch|iplsearch,ret=key"),
                words(keys));
    }

    private static List<String> entries() {
        String types = "dsearch|dsearch,ret=full|dsearch,filter=file|dsearch,filter=dir|dsearch,filter=subdir"
                + "|dsearch,ret=full,filter=subdir|dsearch*|partial-dsearch|dsearch,ret=key";
        String keys = "file|.hidden|sp ace|sub|link|dangling|dirlink|.|..|nosuch||sub/inner|../cdb|/etc/passwd|*"
                + "|file\\n|FILE|file/|./file|..\\n|" + "x".repeat(300);
        List<String> all = new ArrayList<>(each("dir", VALUE, words(types), words(keys)));
        all.addAll(each("nodir", VALUE, List.of("dsearch"), List.of("file")));
        all.addAll(each("lines", VALUE, List.of("dsearch"), List.of("file")));
        all.addAll(each("dir/", VALUE, List.of("dsearch", "dsearch,ret=full"), List.of("file")));
        return all;
    }

    private static List<String> databases() {
        List<String> all = new ArrayList<>(each(
                "cdb",
                VALUE,
                words("cdb|cdb*|cdb*@|partial-cdb|cdb,ret=key|partial0(*)cdb"),
                words("one|ONE|One|*|empty|nosuch||foo@d|x.example|nl|sp ace|k5|k1999|long|one\\n|../one")));
        all.addAll(each(
                "dbmfile",
                VALUE,
                words("dbm|dbm*|dbmnz|dbmjz|partial-dbm"),
                words("one|two|sp ace|*|nosuch||ONE|one\\n")));
        all.addAll(each("nosuch", VALUE, List.of("cdb", "lsearch", "iplsearch", "wildlsearch"), List.of("one")));
        return all;
    }

    private static List<String> lists() {
        String patterns = "lsearch;DIRECTORY/lines|partial-lsearch;DIRECTORY/nostar|lsearch*@;DIRECTORY/nostar"
                + "|cdb;DIRECTORY/cdb|nwildlsearch;DIRECTORY/nwild|lsearch,ret=full;DIRECTORY/lines"
                + "|partial-lsearch,ret=key;DIRECTORY/nostar";
        List<String> all = new ArrayList<>();
        for (String pattern : words(patterns)) {
            for (String key : words("one|two|three|x.example|a.example|foo@x|user@x")) {
                all.add("${if match_domain{" + key + "}{" + pattern + "}" + PARTS + "}");
                all.add("${if match_local_part{" + key + "}{" + pattern + "}" + PARTS + "}");
                if (key.contains("@") && !pattern.startsWith("partial") && !pattern.contains("ret=")) {
                    all.add("${if match_address{" + key + "}{" + pattern + "}" + VALUE + "}");
                }
            }
        }
        String networks = "net-iplsearch;DIRECTORY/nets|net24-lsearch;DIRECTORY/lines|iplsearch;DIRECTORY/nets"
                + "|net-lsearch;DIRECTORY/nets|net32-iplsearch;DIRECTORY/nets";
        for (String pattern : words(networks)) {
            for (String key : words("192.168.3.9|192.168.4.1|2001:db8::1|10.0.0.2")) {
                all.add("${if match_ip{" + key + "}{" + pattern + "}" + VALUE + "}");
            }
        }
        return all;
    }

    private static List<String> single() {
        List<String> all = new ArrayList<>();
        for (String name : words("root|nosuch||daemon|ro ot|root:x|mail|root\\n|*")) {
            all.add("${lookup passwd{" + name + "}" + VALUE + "}");
        }
        all.addAll(words("${lookup passwd*{root}}|${lookup partial-passwd{root}}|${lookup{root}passwd{x}}"
                + "|${lookup{nosuch}lsearch{DIRECTORY/lines}}|${lookup{one}lsearch{DIRECTORY/lines}fail}"
                + "|${lookup{nosuch}lsearch{DIRECTORY/lines}{Y}fail}|${lookup{nosuch}lsearch{DIRECTORY/lines}{Y}}"
                + "|${lookup{one}lsearch{DIRECTORY/dir}{Y}{N}}|${lookup{one}lsearch{/dev/null}{Y}{N}}"
                + "|${lookup {one} lsearch {DIRECTORY/lines} {Y$value} {N} }|${lookup{one}lsearch{ DIRECTORY/lines}}"
                + "|${lookup{ one }lsearch{DIRECTORY/lines}}|${lookup{one}lsearch/tmp}|${lookup{one}{x}}"
                + "|${lookup{one}nosuch{x}}"));
        return all;
    }
}
