package org.postern.lookupsql;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Keys as an attacker would choose them, in bytes.
final class Keys {
    /// Keys that are UTF-8 and have no NUL.
    static final List<String> TEXT = List.of(
            "x' or '1'='1",
            "'; drop table t; --",
            "\\'; drop table t; -- ",
            "\\",
            "\\\\'",
            "a\"b",
            "\" or \"\"=\"",
            "%",
            "_%;",
            "a\nb\r\n\tc\b",
            "/* */ -- #",
            "$1 ? :name {fn now()} $$x$$",
            "''",
            utf8("gr\u00fc\u00dfe \u4e2d\u6587 \ud83d\ude00"),
            // The byte before a quote makes one character of both in GBK: as UTF-8 it is a character of its
            // own.
            utf8("\u00bf'\u00bf\\'"));

    /// Bytes that are no UTF-8: among them those that eat the next one in GBK, SJIS or a careless decoder.
    static final List<String> BYTES =
            List.of("\u00bf'", "\u00bf\\' or 1=1 -- ", "\u00c0\u00a7", "\u00ff", "\u0095\\'", "\u00e4'");

    private Keys() {}

    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
